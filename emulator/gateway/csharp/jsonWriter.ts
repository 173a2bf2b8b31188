import { checkLength } from "./budget";
import { Decimal } from "./decimal";
import { dateText } from "./timeFormats";
import { DateTime, DateTimeOffset } from "./times";
import { EnumValue, OtherNumeric, textOf } from "./values";

/** What a token has to be written: a property a name and a value, a value the value, a container its children. */
interface Written {
    readonly kind: string;
    readonly children: readonly Written[];
    readonly name?: string;
    readonly value?: unknown;
}

/** JSON as Newtonsoft writes it. @param indented by two blanks, with "\n" between lines (record expression-line-ends) */
export function jsonText(token: Written, indented: boolean): string {
    const parts: string[] = [];
    write(token, indented ? "\n" : "", parts);
    const text = parts.join("");
    checkLength(text.length);
    return text;
}

function write(token: Written, line: string, parts: string[]): void {
    if (token.kind === "Property") {
        const { name = "", value } = token;
        parts.push(quoted(name), line === "" ? ":" : ": ");
        return write(value as Written, line, parts);
    }
    if (token.kind !== "Object" && token.kind !== "Array") return void parts.push(valueText(token));
    const [open, close] = token.kind === "Object" ? "{}" : "[]";
    const inner = line === "" ? "" : `${line}  `;
    parts.push(open!);
    token.children.forEach((child, at) => {
        if (at > 0) parts.push(",");
        parts.push(inner);
        write(child, inner, parts);
    });
    if (token.children.length > 0) parts.push(line);
    parts.push(close!);
}

function valueText({ kind, value }: Written): string {
    if (value === null || value === undefined) return kind === "Undefined" ? "undefined" : "null";
    if (typeof value === "boolean") return value ? "true" : "false";
    if (value instanceof EnumValue) return String(value.value);
    if (kind === "Integer") return textOf(value);
    if (value instanceof OtherNumeric || value instanceof Decimal) {
        const text = textOf(value);
        if (/[a-z]{2}/.test(text)) return quoted(text);
        return /[.E]/.test(text) ? text : `${text}.0`;
    }
    if (value instanceof DateTime) return quoted(dateText(value, "yyyy'-'MM'-'dd'T'HH':'mm':'ss.FFFFFFFK"));
    if (value instanceof DateTimeOffset)
        return quoted(dateText(value.local, "yyyy'-'MM'-'dd'T'HH':'mm':'ss.FFFFFFFK", value.offset.ticks));
    if (value instanceof Uint8Array) return quoted(Buffer.from(value).toString("base64"));
    return quoted(textOf(value));
}

const short: Readonly<Record<string, string>> = {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
};

function quoted(text: string): string {
    const escaped = text.replace(
        /[\0-\x1f"\\\x85\u2028\u2029]/g,
        (character) => short[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    return `"${escaped}"`;
}
