/**
 * Where a text stops being JSON (RFC 8259), counted from 1: the place that an editor shows. `JSON.parse` tells it in
 * some of its messages only, and differently in every version of Node.
 */
export function jsonErrorPosition(text: string): { line: number; column: number } {
    const before = text.slice(0, errorOffset(text));
    const lineStart = before.lastIndexOf("\n") + 1;
    return { line: before.split("\n").length, column: before.length - lineStart + 1 };
}

const STRING = /"[^"\\\u0000-\u001F]*(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\u0000-\u001F]*)*"/.source;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.source;
const SCALAR = new RegExp(`${STRING}|${NUMBER}|true|false|null`, "y");
const SPACE = /[ \t\n\r]*/y;

/** What may come next: a value, a value or the end of an empty array, a key, ... */
type Expected = "value" | "valueOrEnd" | "key" | "keyOrEnd" | "colon" | "commaOrEnd";

function errorOffset(text: string): number {
    const open: string[] = [];
    let expected: Expected = "value";
    let offset = 0;
    const match = (pattern: RegExp): string | undefined => {
        pattern.lastIndex = offset;
        return pattern.exec(text)?.[0];
    };
    for (;;) {
        offset += match(SPACE)?.length ?? 0;
        const char = text[offset];
        const closes = char === open.at(-1) && char !== undefined;
        let length = 1;
        if (closes && (expected === "valueOrEnd" || expected === "keyOrEnd" || expected === "commaOrEnd")) {
            open.pop();
            expected = "commaOrEnd";
        } else if (expected === "commaOrEnd" && char === "," && open.length > 0) {
            expected = open.at(-1) === "}" ? "key" : "value";
        } else if (expected === "colon" && char === ":") {
            expected = "value";
        } else if ((expected === "value" || expected === "valueOrEnd") && (char === "{" || char === "[")) {
            open.push(char === "{" ? "}" : "]");
            expected = char === "{" ? "keyOrEnd" : "valueOrEnd";
        } else {
            const scalar = match(SCALAR);
            const wantsKey: boolean = expected === "key" || expected === "keyOrEnd";
            const wantsValue = expected === "value" || expected === "valueOrEnd";
            if (!scalar || !(wantsValue || (wantsKey && char === '"'))) return offset;
            length = scalar.length;
            expected = wantsKey ? "colon" : "commaOrEnd";
        }
        offset += length;
    }
}
