import type { Scalar } from "./columnType";
import { int64 } from "./nested";
import { type PythonValue, typeName } from "./pythonValue";

/** What Python raises: the exception's name and its text. */
export interface Raised {
    readonly exception: string;
    readonly text: string;
}

/** Python's print of an exception. */
export function printed({ exception, text }: Raised): string {
    return `${exception}(${text.includes("'") ? `"${text}"` : `'${text}'`})`;
}

/** What NumPy raises where it cannot cast a value to a number; it casts more than a JSON schema of the type takes. */
export function uncastable(value: PythonValue, type: Scalar, most: bigint): Raised | undefined {
    switch (type) {
        case "integer":
        case "long":
            return noInteger(value, most);
        case "float":
        case "double":
            return noFloat(value);
        default:
            return undefined;
    }
}

function noInteger(value: PythonValue, most: bigint): Raised | undefined {
    if (typeof value === "boolean" || typeof value === "number") return undefined;
    if (typeof value === "bigint") return outside(value, most);
    if (typeof value === "string") {
        if (/^\s*[-+]?\d+\s*$/.test(value)) return outside(BigInt(value.trim().replace(/^\+/, "")), most);
        return { exception: "ValueError", text: `invalid literal for int() with base 10: '${value}'` };
    }
    const needed = "int() argument must be a string, a bytes-like object or a real number";
    return { exception: "TypeError", text: `${needed}, not '${typeName(value)}'` };
}

function outside(value: bigint, most: bigint): Raised | undefined {
    if (value >= int64.least && value <= most) return undefined;
    return { exception: "OverflowError", text: "Python int too large to convert to C long" };
}

function noFloat(value: PythonValue): Raised | undefined {
    if (typeof value === "string") {
        if (/^\s*[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|nan|inf(?:inity)?)\s*$/i.test(value)) return undefined;
        return { exception: "ValueError", text: `could not convert string to float: '${value}'` };
    }
    if (Array.isArray(value)) return { exception: "ValueError", text: "setting an array element with a sequence." };
    if (typeof value !== "object" || value === null) return undefined;
    return { exception: "TypeError", text: "float() argument must be a string or a real number, not 'dict'" };
}

const isoDate = /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|[-+]\d{2}:?\d{2})?$/;

/** Whether a text is a point in time, and names its offset from UTC. Other notations than ISO 8601 count as none. */
export function dateOf(text: string): "none" | "naive" | "offset" {
    const [, date, offset] = isoDate.exec(text.trim()) ?? [];
    if (date === undefined || Number.isNaN(Date.parse(date))) return "none";
    return offset === undefined ? "naive" : "offset";
}

/** What Python's `base64.decodebytes` raises: it leaves out foreign characters, and counts the others. */
export function notBase64(value: PythonValue): Raised | undefined {
    if (typeof value !== "string") return { exception: "TypeError", text: "encoding without a string argument" };
    const characters = value.replace(/[^A-Za-z0-9+/=]/g, "");
    const data = characters.replace(/=.*$/, "");
    const padding = characters.length - data.length;
    if (data.length % 4 === 1) {
        const text = `Invalid base64-encoded string: number of data characters (${data.length}) cannot be 1 more than a multiple of 4`;
        return { exception: "Error", text };
    }
    const needed = (4 - (data.length % 4)) % 4;
    return padding < needed ? { exception: "Error", text: "Incorrect padding" } : undefined;
}
