import { randomUUID } from "node:crypto";
import { exactly, ExactNumber } from "./exactNumber";

/**
 * Reads JSON as `JSON.parse` does, and keeps the text of each number that a double would change: see `ExactNumber`.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
    if (onlyNumber.test(text)) return exactly(text);
    const value: unknown = JSON.parse(text);
    const marked = withMarks(text);
    return marked === text ? value : withNumbers(JSON.parse(marked));
}

/** Writes JSON as `JSON.stringify` does, and each `ExactNumber` by its own digits. */
export function jsonText(value: unknown, indent = 0): string {
    // A replacer would be called for every value; few documents have such a number.
    ExactNumber.mark = mark;
    try {
        const text = JSON.stringify(value, null, indent);
        return text?.includes(mark) ? text.replaceAll(markedNumber, "$1") : text;
    } finally {
        ExactNumber.mark = undefined;
    }
}

/** Begins the texts that numbers are in between. No document can have it: it is another one in every process. */
const mark = `number ${randomUUID()} `;
const markedNumber = new RegExp(`"${mark}([^"]*)"`, "g");

/** Most defaults that Databricks writes as texts are nothing else. */
const onlyNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** The JSON text with the numbers that a double would change as texts. */
function withMarks(text: string): string {
    let result = "";
    let copied = 0;
    for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at);
        if (code === quotationMark) {
            at = endOfText(text, at);
        } else if (code === minus || (code >= zero && code <= nine)) {
            number.lastIndex = at;
            const [literal] = number.exec(text)!;
            if (typeof exactly(literal) !== "number") {
                result += `${text.slice(copied, at)}"${mark}${literal}"`;
                copied = at + literal.length;
            }
            at += literal.length - 1;
        }
    }
    return copied === 0 ? text : result + text.slice(copied);
}

const quotationMark = 0x22;
const minus = 0x2d;
const zero = 0x30;
const nine = 0x39;

/** Where the text that begins at `start` has its closing quotation mark: one after an even number of backslashes. */
function endOfText(text: string, start: number): number {
    for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
        let backslashes = 0;
        while (text[end - 1 - backslashes] === "\\") backslashes++;
        if (backslashes % 2 === 0) return end;
    }
}

/** The value, in place, with numbers for the texts that are marked. Without recursion: it may be nested as deep as it is long. */
function withNumbers(value: unknown): unknown {
    const root = [value];
    const open: object[] = [root];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
        const members = next as Record<string, unknown>;
        for (const key of Object.keys(members)) {
            const member = members[key];
            if (typeof member === "string" && member.startsWith(mark)) {
                members[key] = new ExactNumber(member.slice(mark.length));
            } else if (typeof member === "object" && member !== null) {
                open.push(member);
            }
        }
    }
    return root[0];
}
