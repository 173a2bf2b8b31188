/** What a JSON value is, for messages. */
export function typeInWords(value: unknown): string {
    if (value === undefined) return "missing";
    if (value === null) return "null";
    if (Array.isArray(value)) return "a list";
    return { string: "a string", number: "a number", boolean: "true or false", object: "an object" }[
        typeof value as "string" | "number" | "boolean" | "object"
    ];
}
