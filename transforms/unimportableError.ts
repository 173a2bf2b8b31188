/** A document that no rewriting makes importable. The message is written for the user: place, reason, fix. */
export class UnimportableError extends Error {
    constructor(
        /** JSON pointer into the document as it was read, `#` for the document itself. */
        readonly pointer: string,
        /** What is wrong there. */
        readonly reason: string,
        /** What to do about it. */
        readonly fix: string,
    ) {
        super(`${shown(pointer)}: ${reason}\n${fix}`);
        this.name = "UnimportableError";
    }
}

/** A document chooses the keys in a pointer: nothing in them may steer a terminal or hide the rest of a message. */
function shown(pointer: string): string {
    const line = pointer.replace(/[\p{C}\u2028\u2029]/gu, (character) => {
        return [...character].map((one) => `\\u{${one.codePointAt(0)!.toString(16)}}`).join("");
    });
    return line.length > 1200 ? `${line.slice(0, 1200)}...` : line;
}
