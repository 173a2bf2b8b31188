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
 * A copy of the object with more keys, or with other values: in order where its own keys are. A key whose new value is
 * undefined goes. Not `{ ...object, ...more }`: V8 gives each object that is spread and then grows a hidden class of its
 * own, which takes ten times as long and is slow to read ever after.
 * @param more under keys that the program chose, not a document
 */
export function withKeys<T extends object, M extends object>(object: T, more: M): T & M {
    const copy: JsonObject = {};
    const added = Object.keys(more);
    for (let index = 1; index < added.length; index++) if (added[index - 1]! > added[index]!) added.sort();
    let next = 0;
    for (const key in object) {
        for (; next < added.length && added[next]! < key; next++) set(copy, added[next]!, more);
        if (next < added.length && added[next] === key) set(copy, added[next++]!, more);
        // What comes late is out of order, and may have been set.
        else if (next === 0 || key > added[next - 1]! || !added.includes(key)) {
            setKey(copy, key, (object as JsonObject)[key]);
        }
    }
    for (; next < added.length; next++) set(copy, added[next]!, more);
    return copy as T & M;
}

/**
 * An empty object for keys such as status codes. V8 keeps `200` of any other new object in a list that begins at 0, and goes
 * through all of it for the keys.
 */
export function emptyForIndexes(): JsonObject {
    const object: JsonObject = { [largestIndex]: undefined };
    delete object[largestIndex];
    return object;
}

/** Makes a table. */
const largestIndex = 2 ** 32 - 2;

/**
 * An object to fill with new values under all of the keys: a copy where the object has them in this order, else an empty one.
 * V8 makes a table of an object that grows beyond 16 keys, which takes longer than a copy and is slow to read ever after.
 * @param keys of the object, in the order that is wanted
 */
export function copyToFill(object: JsonObject, keys: readonly string[]): JsonObject {
    if (keys.length <= grown || keys.length > most) return {};
    let index = 0;
    for (const key in object) if (key !== keys[index++]) return {};
    return { ...object };
}

/** Keys up to which an object grows well, and up to which one that was read is no table for certain. */
const [grown, most] = [16, 100];

/**
 * A copy of an object that a document chose the keys of. Not `{ ...object }`: V8 copies an object of hundreds of keys
 * over again for every few of them.
 */
export function copied<T extends object>(object: T): T {
    const copy: JsonObject = {};
    for (const key in object) setKey(copy, key, (object as JsonObject)[key]);
    return copy as T;
}

/** A copy of the object without a key that a document chose. */
export function without<T extends object>(object: T, key: string): T {
    const copy: JsonObject = {};
    for (const own in object) if (own !== key) setKey(copy, own, (object as JsonObject)[own]);
    return copy as T;
}

function set(copy: JsonObject, key: string, more: object): void {
    const value = (more as JsonObject)[key];
    if (value !== undefined) copy[key] = value;
}

/** Sets a key that a document chose. Plain assignment of `__proto__` would change the object's prototype instead. */
export function setKey(object: JsonObject, key: string, value: unknown): void {
    if (key === "__proto__") {
        Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
    } else {
        object[key] = value;
    }
}
