import { CSharpException } from "../exceptions";
import { classTest } from "./charSets";

/** Thrown for what .NET has and the emulator has not. */
export function unsupportedPattern(what: string): CSharpException {
    return new CSharpException(
        "System.NotSupportedException",
        `The emulator does not support ${what} in a regular expression.`,
    );
}

/** `$`: a line feed at the very end does not count. */
export function atEnd(text: string, at: number): boolean {
    return at === text.length || (at === text.length - 1 && text[at] === "\n");
}

/** `\A`, `\z`, `\Z`, `\b` and `\B`. */
export function anchors(letter: string): (text: string, at: number) => boolean {
    const isWord = classTest("w");
    const boundary = (text: string, at: number): boolean => {
        const before = at > 0 && isWord(text.charCodeAt(at - 1));
        return before !== (at < text.length && isWord(text.charCodeAt(at)));
    };
    if (letter === "A") return (_, at) => at === 0;
    if (letter === "z") return (text, at) => at === text.length;
    if (letter === "Z") return atEnd;
    if (letter === "b") return boundary;
    if (letter === "B") return (text, at) => !boundary(text, at);
    throw unsupportedPattern("'\G'");
}
