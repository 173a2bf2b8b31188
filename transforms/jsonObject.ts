import { ExactNumber } from "../json/exactNumber";

/** A JSON object of any members. */
export type JsonObject = { [key: string]: unknown };

/** Whether a JSON value is an object, and neither `null` nor an array. */
export function isObject(value: unknown): value is JsonObject {
    return holds(value) && !Array.isArray(value);
}

/** Whether a JSON value has values inside: an object or an array. */
export function holds(value: unknown): value is object {
    return typeof value === "object" && value !== null && !(value instanceof ExactNumber);
}

/** Whether it is a list or an object without members. */
export function isEmpty(value: unknown): boolean {
    if (Array.isArray(value)) return value.length === 0;
    if (!holds(value)) return false;
    for (const _ in value) return false;
    return true;
}

/**
 * A copy of the object with more keys, or with other values. Not `{ ...object, ...more }`: V8 gives each object that is
 * spread and then grows a hidden class of its own, which takes ten times as long and is slow to read ever after.
 * @param more under keys that the program chose, not a document
 */
export function withKeys<T extends object, M extends object>(object: T, more: M): T & M {
    const copy: JsonObject = {};
    for (const key in object) setKey(copy, key, (object as JsonObject)[key]);
    for (const key in more) copy[key] = more[key];
    return copy as T & M;
}

/** Sets a key that a document chose. Plain assignment of `__proto__` would change the object's prototype instead. */
export function setKey(object: JsonObject, key: string, value: unknown): void {
    if (key === "__proto__") {
        Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
    } else {
        object[key] = value;
    }
}
