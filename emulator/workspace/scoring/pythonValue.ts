/** JSON as Python reads it: integers are `bigint`, and so differ from `1.0`, which is a `number`. */
export type PythonValue = null | boolean | bigint | number | string | PythonValue[] | PythonObject;

/** A `dict` of Python with texts as keys. */
export interface PythonObject {
    [key: string]: PythonValue;
}

const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

/** @throws SyntaxError for a text that is no JSON */
export function pythonValue(json: string): PythonValue {
    JSON.parse(json);
    // Texts, keys among them, begin with "s" and integers with "i", so that the second reading tells them apart.
    const marked = json.replace(tokens, (token) => {
        if (token.startsWith('"')) return `"s${token.slice(1)}`;
        return /^-?\d+$/.test(token) ? `"i${token}"` : token;
    });
    return JSON.parse(marked, (_key, value: unknown) => {
        if (typeof value === "string") return value.startsWith("i") ? BigInt(value.slice(1)) : value.slice(1);
        if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
        return Object.fromEntries(Object.entries(value).map(([key, member]) => [key.slice(1), member]));
    }) as PythonValue;
}

/** Whether it is a `dict`. */
export function isObject(value: unknown): value is PythonObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Python's name of a value's type. */
export function typeName(value: PythonValue): string {
    if (value === null) return "NoneType";
    if (Array.isArray(value)) return "list";
    const names: Record<string, string> = { boolean: "bool", bigint: "int", number: "float", string: "str" };
    return names[typeof value] ?? "dict";
}

/** A value as Python prints it. */
export function repr(value: PythonValue): string {
    if (value === null) return "None";
    if (typeof value === "boolean") return value ? "True" : "False";
    if (typeof value === "string") return `'${value}'`;
    if (typeof value === "number") return Number.isInteger(value) && Math.abs(value) < 1e16 ? `${value}.0` : `${value}`;
    if (typeof value === "bigint") return `${value}`;
    if (Array.isArray(value)) return `[${value.map(repr).join(", ")}]`;
    const members = Object.entries(value).map(([key, member]) => `'${key}': ${repr(member)}`);
    return `{${members.join(", ")}}`;
}

/** A list of names as Python prints it. */
export function nameList(names: readonly string[]): string {
    return `[${names.map((name) => `'${name}'`).join(", ")}]`;
}
