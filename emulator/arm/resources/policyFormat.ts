/**
 * Policy documents travel in two forms: `xml`, which is well-formed, and `rawxml`, where the C# inside `@(...)` and
 * `@{...}` stands as it is written. The emulator keeps the first.
 */
export function xmlFromRaw(raw: string): string {
    return mapExpressions(raw, (expression) =>
        expression.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;"),
    );
}

/** The inverse: expressions as they are written in C#. */
export function rawFromXml(xml: string): string {
    return mapExpressions(xml, (expression) =>
        expression
            .replace(/&quot;/g, '"')
            .replace(/&gt;/g, ">")
            .replace(/&lt;/g, "<")
            .replace(/&amp;/g, "&"),
    );
}

/** Replaces every expression, its `@` and brackets included. One that never ends goes to the end of the text. */
export function mapExpressions(source: string, map: (expression: string) => string): string {
    let result = "";
    let position = 0;
    while (position < source.length) {
        const start = source.slice(position).search(/@[({]/);
        if (start < 0) break;
        const end = expressionEnd(source, position + start + 1);
        result += source.slice(position, position + start) + map(source.slice(position + start, end));
        position = end;
    }
    return result + source.slice(position);
}

/** @returns the index after the bracket that closes the one at `open`; brackets in C# texts do not count */
function expressionEnd(source: string, open: number): number {
    const [opening, closing] = source[open] === "(" ? "()" : "{}";
    let depth = 0;
    for (let index = open; index < source.length; index++) {
        if (source[index] === opening) depth++;
        else if (source[index] === closing && --depth === 0) return index + 1;
        else index = textEnd(source, index);
    }
    return source.length;
}

/** @returns the index of the last character of the C# text that starts at `start`, or `start` if none does */
function textEnd(source: string, start: number): number {
    const rest = source.slice(start, start + 8);
    const quote = /^(?:"|'|&quot;|&apos;)/.exec(rest)?.[0];
    if (!quote) return start;
    const verbatim = source[start - 1] === "@";
    for (let index = start + quote.length; index < source.length; index++) {
        if (source[index] === "\\" && !verbatim) index++;
        else if (source.startsWith(quote, index)) {
            if (!verbatim || !source.startsWith(quote, index + quote.length)) return index + quote.length - 1;
            index += 2 * quote.length - 1;
        }
    }
    return start;
}
