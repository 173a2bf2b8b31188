import { isNumber } from "../json/exactNumber";
import { jsonText } from "../json/jsonText";
import { holds, JsonObject, setKey } from "./jsonObject";

/**
 * The same value with sorted keys at every level; the order of arrays is meaning and stays. What stands at several
 * places stays one object in memory, so a document full of references costs what it weighs once.
 */
export function canonical(value: unknown): unknown {
    return measured(value).value;
}

/** A value with sorted keys, and the bytes of its JSON text in UTF-8. */
export interface Measured<T> {
    value: T;
    bytes: number;
}

/** What became of larger objects: small ones are cheaper to sort again than to remember. */
export type Known = Map<object, Measured<object>>;

/**
 * The same, with the bytes of its JSON text in UTF-8, without writing it: shared parts are measured once.
 * @param known from values measured before, none of which changes; this one is added
 */
export function measured<T>(value: T, known?: Known): Measured<T> {
    if (!holds(value)) return { value, bytes: leafBytes(value) };
    const walk: Walk = { seen: known, bytes: 0 };
    return { value: sorted(value, walk), bytes: walk.bytes };
}

/**
 * The JSON text of a value, the same bytes for the same meaning.
 * @param indent Spaces per level. Default 0: a document counts against the importer's 4 MB.
 */
export function canonicalJson(value: unknown, indent = 0): string {
    return jsonText(holds(value) ? canonical(value) : value, indent);
}

/** Whether two values have the same canonical JSON, without writing it. Neither holds `undefined`. */
export function isSame(one: unknown, other: unknown): boolean {
    if (one === other) return true;
    if (!holds(one) || !holds(other)) return isNumber(one) && isNumber(other) && String(one) === String(other);
    if (Array.isArray(one) !== Array.isArray(other)) return false;
    // Most that differ do so at the first key.
    let more = 0;
    for (const key in one) {
        if (!Object.hasOwn(other, key) || !isSame((one as JsonObject)[key], (other as JsonObject)[key])) return false;
        more--;
    }
    for (const _ in other) more++;
    return more === 0;
}

/** Bytes of `jsonText(value)` in UTF-8. */
export function jsonBytes(value: unknown): number {
    return measured(value).bytes;
}

/** The keys as canonical objects have them: indexes first, as everywhere in JavaScript, then by code unit. */
export function sortedKeys(object: object): string[] {
    const keys = Object.keys(object);
    if (!inOrder(keys)) sort(keys);
    return keys;
}

/** The same object where its keys are in order, else a copy. What stands under them stays as it is. */
export function withSortedKeys<T extends object>(object: T): T {
    const keys = Object.keys(object);
    if (inOrder(keys)) return object;
    sort(keys);
    return beginning(object, keys, keys.length) as T;
}

/**
 * A copy of the object with one more key, or with another value, at its place among keys that are in order.
 * @param key one that the program chose, not a document
 */
export function withKeyInOrder<T extends object>(object: T, key: string, value: unknown): T {
    const result: JsonObject = {};
    for (const own in object) {
        if (own > key && !(key in result)) result[key] = value;
        setKey(result, own, own === key ? value : (object as JsonObject)[own]);
    }
    if (!(key in result)) result[key] = value;
    return result as T;
}

interface Walk {
    seen: Known | undefined;
    bytes: number;
}

function sorted<T extends object>(value: T, walk: Walk): T {
    const known = walk.seen?.get(value);
    if (known !== undefined) {
        walk.bytes += known.bytes;
        return known.value as T;
    }
    return (Array.isArray(value) ? sortedItems(value, walk) : sortedMembers(value, walk)) as T;
}

/** What is in order already is not copied: most of a converted document is. */
function sortedItems(value: unknown[], walk: Walk): unknown[] {
    const before = walk.bytes;
    let result = value;
    walk.bytes += value.length === 0 ? 2 : value.length + 1;
    for (let index = 0; index < value.length; index++) {
        const item = value[index];
        if (!holds(item)) {
            walk.bytes += leafBytes(item);
            continue;
        }
        const child = sorted(item, walk);
        if (child === item) continue;
        if (result === value) result = [...value];
        result[index] = child;
    }
    if (walk.bytes - before > small) remember(value, result, before, walk);
    return result;
}

function sortedMembers(value: object, walk: Walk): object {
    const before = walk.bytes;
    const keys = Object.keys(value);
    const ordered = inOrder(keys);
    if (!ordered) sort(keys);
    let copy: JsonObject | undefined = ordered ? undefined : {};
    walk.bytes += keys.length === 0 ? 2 : 2 * keys.length + 1;
    for (let index = 0; index < keys.length; index++) {
        const key = keys[index]!;
        const item = (value as JsonObject)[key];
        let child = item;
        walk.bytes += textBytes(key);
        if (holds(item)) {
            child = sorted(item, walk);
            if (child !== item) copy ??= beginning(value, keys, index);
        } else {
            walk.bytes += leafBytes(item);
        }
        if (copy !== undefined) setKey(copy, key, child);
    }
    const result = copy ?? value;
    if (walk.bytes - before > small) remember(value, result, before, walk);
    return result;
}

/** Bytes of JSON. */
const small = 200;

function remember(from: object, value: object, before: number, walk: Walk): void {
    walk.seen ??= new Map();
    const entry = { value, bytes: walk.bytes - before };
    walk.seen.set(from, entry);
    if (value !== from) walk.seen.set(value, entry);
}

/** An object of its own with the first `count` of the keys. Grows faster than a spread one, see `withKeys`. */
function beginning(value: object, keys: string[], count: number): JsonObject {
    const result: JsonObject = {};
    for (let index = 0; index < count; index++) setKey(result, keys[index]!, (value as JsonObject)[keys[index]!]);
    return result;
}

function inOrder(keys: string[]): boolean {
    for (let index = 1; index < keys.length; index++) {
        if (keys[index - 1]! > keys[index]! && !isIndex(keys[index - 1]!)) return false;
    }
    return true;
}

/** In place. Few keys are sorted faster one by one than by a call of `sort`. */
function sort(keys: string[]): void {
    let first = 0;
    while (first < keys.length && isIndex(keys[first]!)) first++;
    if (keys.length - first > 20) {
        for (const key of keys.splice(first).sort()) keys.push(key);
        return;
    }
    for (let index = first + 1; index < keys.length; index++) {
        const key = keys[index]!;
        let place = index;
        for (; place > first && keys[place - 1]! > key; place--) keys[place] = keys[place - 1]!;
        keys[place] = key;
    }
}

/** Whether JavaScript takes the key for an index, which comes before all other keys whatever the order of making. */
function isIndex(key: string): boolean {
    const first = key.charCodeAt(0);
    return first >= 48 && first <= 57 && String(Number(key) >>> 0) === key && key !== "4294967295";
}

function leafBytes(value: unknown): number {
    switch (typeof value) {
        case "string":
            return textBytes(value);
        case "boolean":
            return value ? 4 : 5;
        case "number":
            return String(value).length;
        case "object":
            // An exact number, or null.
            return String(value).length;
        default:
            return 0;
    }
}

function textBytes(text: string): number {
    for (let index = 0; index < text.length; index++) {
        const code = text.charCodeAt(index);
        // All others are a byte each: space to tilde, without the quotation mark and the backslash.
        if (code < 32 || code > 126 || code === 34 || code === 92) return Buffer.byteLength(JSON.stringify(text));
    }
    return text.length + 2;
}
