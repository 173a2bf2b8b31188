export type JsonObject = { [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Sets a key that a document chose. Plain assignment of `__proto__` would change the object's prototype instead. */
export function setKey(object: JsonObject, key: string, value: unknown): void {
    if (key === "__proto__") {
        Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
    } else {
        object[key] = value;
    }
}
