/** A document that no rewriting makes importable. The message is written for the user: place, reason, mend. */
export class UnimportableError extends Error {
    constructor(
        /** JSON pointer into the document as it was read, `#` for the document itself. */
        readonly pointer: string,
        /** What is wrong there. */
        readonly reason: string,
        /** What to do about it. */
        readonly mend: string,
    ) {
        super(`${pointer}: ${reason}\n${mend}`);
        this.name = "UnimportableError";
    }
}
