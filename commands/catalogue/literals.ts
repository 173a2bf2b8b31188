import { ExactNumber } from "../../json/exactNumber";
import { jsonText } from "../../json/jsonText";

/** One word of a shell's command line. */
export function shell(value: string): string {
    return `'${value.replaceAll("'", "'\\''")}'`;
}

/** A text as a literal of JavaScript. */
export function text(value: string): string {
    return JSON.stringify(value);
}

/** A value as an expression of JavaScript. As a literal, it could lose digits, and `__proto__` would be no member. */
export function javascript(value: unknown): string {
    const json = jsonText(value);
    const isPlain = JSON.stringify(JSON.parse(json)) === json && !json.includes('"__proto__"');
    return isPlain ? json : `JSON.parse(${text(json)})`;
}

/** A body of a request as an expression of JavaScript. */
export function javascriptBody(value: unknown): string {
    const literal = javascript(value);
    return literal.startsWith("JSON.parse(") ? literal.slice("JSON.parse(".length, -1) : `JSON.stringify(${literal})`;
}

/** A literal of Python. Texts and numbers are those of JSON. */
export function python(value: unknown): string {
    if (value === null) return "None";
    if (typeof value === "boolean") return value ? "True" : "False";
    if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
    if (typeof value !== "object" || value instanceof ExactNumber) return jsonText(value);
    const members = Object.entries(value).map(([name, member]) => `${python(name)}: ${python(member)}`);
    return `{${members.join(", ")}}`;
}
