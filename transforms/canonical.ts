import { JsonObject, setKey } from "./jsonObject";

/**
 * The same value with sorted keys at every level; the order of arrays is meaning and stays. What stands at several
 * places stays one object in memory, so a document full of references costs what it weighs once.
 */
export function canonical(value: unknown): unknown {
    return sorted(value, new Map());
}

/**
 * The JSON text of a value, the same bytes for the same meaning.
 * @param indent Spaces per level. Default 0: a document counts against the importer's 4 MB.
 */
export function canonicalJson(value: unknown, indent = 0): string {
    return JSON.stringify(canonical(value), null, indent);
}

/** Bytes of `JSON.stringify(value)` in UTF-8, without writing it: shared parts are measured once. */
export function jsonBytes(value: unknown): number {
    return measured(value, new Map());
}

function sorted(value: unknown, seen: Map<object, unknown>): unknown {
    if (!holds(value)) return value;
    const known = seen.get(value);
    if (known !== undefined) return known;
    return Array.isArray(value) ? sortedItems(value, seen) : sortedKeys(value as JsonObject, seen);
}

/** What is in order already is not copied: most of a converted document is. */
function sortedItems(value: unknown[], seen: Map<object, unknown>): unknown[] {
    let result = value;
    let deep = false;
    for (let index = 0; index < value.length; index++) {
        const item = value[index];
        if (!holds(item)) continue;
        deep = true;
        const child = sorted(item, seen);
        if (child === item) continue;
        if (result === value) result = [...value];
        result[index] = child;
    }
    if (deep) seen.set(value, result);
    return result;
}

function sortedKeys(value: JsonObject, seen: Map<object, unknown>): JsonObject {
    const keys = Object.keys(value);
    const ordered = inOrder(keys);
    let result = ordered ? value : {};
    let deep = false;
    for (const key of ordered ? keys : keys.sort()) {
        const item = value[key];
        const child = sorted(item, seen);
        deep ||= holds(item);
        if (result === value && child !== item) result = { ...value };
        if (result !== value) setKey(result, key, child);
    }
    // What holds nothing is cheaper to sort again than to remember.
    if (deep) seen.set(value, result);
    return result;
}

function inOrder(keys: string[]): boolean {
    for (let index = 1; index < keys.length; index++) if (keys[index - 1]! > keys[index]!) return false;
    return true;
}

function holds(value: unknown): value is object {
    return typeof value === "object" && value !== null;
}

function measured(value: unknown, seen: Map<object, number>): number {
    if (!holds(value)) return leafBytes(value);
    const known = seen.get(value);
    if (known !== undefined) return known;
    const keys = Array.isArray(value) ? [] : Object.keys(value);
    const items = Array.isArray(value) ? (value as unknown[]) : keys.map((key) => (value as JsonObject)[key]);
    let bytes = 2 + Math.max(items.length - 1, 0);
    for (const key of keys) bytes += leafBytes(key) + 1;
    for (const item of items) bytes += measured(item, seen);
    if (items.some(holds)) seen.set(value, bytes);
    return bytes;
}

function leafBytes(value: unknown): number {
    // Most texts need no escape and are a byte per character.
    if (typeof value === "string" && /^[ !#-[\]-~]*$/.test(value)) return value.length + 2;
    return Buffer.byteLength(JSON.stringify(value) ?? "");
}
