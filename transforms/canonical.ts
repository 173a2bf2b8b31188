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
    if (typeof value !== "object" || value === null) return value;
    const known = seen.get(value);
    if (known !== undefined) return known;
    const result = Array.isArray(value) ? sortedItems(value, seen) : sortedKeys(value as JsonObject, seen);
    seen.set(value, result);
    return result;
}

/** What is in order already is not copied: most of a converted document is. */
function sortedItems(value: unknown[], seen: Map<object, unknown>): unknown[] {
    const items = value.map((item) => sorted(item, seen));
    return items.every((item, index) => item === value[index]) ? value : items;
}

function sortedKeys(value: JsonObject, seen: Map<object, unknown>): JsonObject {
    const keys = Object.keys(value);
    const children = keys.map((key) => sorted(value[key], seen));
    const same = keys.every((key, index) => children[index] === value[key] && (index === 0 || keys[index - 1]! < key));
    if (same) return value;
    const copy: JsonObject = {};
    for (const key of keys.sort()) setKey(copy, key, sorted(value[key], seen));
    return copy;
}

function measured(value: unknown, seen: Map<object, number>): number {
    if (typeof value !== "object" || value === null) return leafBytes(value);
    const known = seen.get(value);
    if (known !== undefined) return known;
    let bytes = 2;
    let commas = -1;
    if (Array.isArray(value)) {
        for (const item of value) bytes += measured(item, seen);
        commas += value.length;
    } else {
        const keys = Object.keys(value);
        for (const key of keys) bytes += leafBytes(key) + 1 + measured((value as JsonObject)[key], seen);
        commas += keys.length;
    }
    bytes += Math.max(commas, 0);
    seen.set(value, bytes);
    return bytes;
}

function leafBytes(value: unknown): number {
    // Most texts need no escape and are a byte per character.
    if (typeof value === "string" && /^[ !#-[\]-~]*$/.test(value)) return value.length + 2;
    return Buffer.byteLength(JSON.stringify(value) ?? "");
}
