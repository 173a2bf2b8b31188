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

/** A value with sorted keys, and the bytes of its JSON text in UTF-8: at least and at most. */
export interface Measured<T> {
    value: T;
    least: number;
    most: number;
}

/** What became of larger objects: small ones are cheaper to sort again than to remember. */
export type Known = Map<object, Measured<object>>;

/**
 * The same, measured without writing it: shared parts are measured once.
 * @param known from values measured before, none of which changes; this one is added
 */
export function measured<T>(value: T, known?: Known): Measured<T> {
    const walk: Walk = { seen: known, least: 0, most: 0 };
    if (holds(value)) return { value: sorted(value, walk), least: walk.least, most: walk.most };
    measureLeaf(value, walk);
    return { value, least: walk.least, most: walk.most };
}

/** Whether the JSON text of a value takes more bytes in UTF-8. */
export function isBeyond(bytes: number, { value, least, most }: Measured<unknown>): boolean {
    return least > bytes || (most > bytes && jsonBytes(value) > bytes);
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

/**
 * Bytes of `jsonText(value)` in UTF-8, without writing it.
 * @param known of parts, which are measured once wherever they stand
 */
export function jsonBytes(value: unknown, known = new Map<object, number>()): number {
    if (!holds(value)) return leafBytes(value);
    let bytes = known.get(value);
    if (bytes !== undefined) return bytes;
    if (Array.isArray(value)) {
        bytes = value.length === 0 ? 2 : value.length + 1;
        for (const item of value) bytes += jsonBytes(item, known);
    } else {
        bytes = 1;
        for (const key in value) bytes += 2 + textBytes(key) + jsonBytes((value as JsonObject)[key], known);
        if (bytes === 1) bytes = 2;
    }
    if (bytes > small) known.set(value, bytes);
    return bytes;
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
    least: number;
    most: number;
}

function sorted<T extends object>(value: T, walk: Walk): T {
    const known = walk.seen?.get(value);
    if (known !== undefined) {
        walk.least += known.least;
        walk.most += known.most;
        return known.value as T;
    }
    return (Array.isArray(value) ? sortedItems(value, walk) : sortedMembers(value, walk)) as T;
}

/** What is in order already is not copied: most of a converted document is. */
function sortedItems(value: unknown[], walk: Walk): unknown[] {
    const { least, most } = walk;
    let result = value;
    measureBytes(value.length === 0 ? 2 : value.length + 1, walk);
    for (let index = 0; index < value.length; index++) {
        const item = value[index];
        if (!holds(item)) {
            measureLeaf(item, walk);
            continue;
        }
        const child = sorted(item, walk);
        if (child === item) continue;
        if (result === value) result = [...value];
        result[index] = child;
    }
    if (walk.least - least > small) {
        remember(value, { value: result, least: walk.least - least, most: walk.most - most }, walk);
    }
    return result;
}

function sortedMembers(value: object, walk: Walk): object {
    const { least, most } = walk;
    const keys = Object.keys(value);
    const ordered = inOrder(keys);
    if (!ordered) sort(keys);
    let copy: JsonObject | undefined = ordered ? undefined : {};
    measureBytes(keys.length === 0 ? 2 : 2 * keys.length + 1, walk);
    for (let index = 0; index < keys.length; index++) {
        const key = keys[index]!;
        const item = (value as JsonObject)[key];
        let child = item;
        measureText(key, walk);
        if (holds(item)) {
            child = sorted(item, walk);
            if (child !== item) copy ??= beginning(value, keys, index);
        } else {
            measureLeaf(item, walk);
        }
        if (copy !== undefined) setKey(copy, key, child);
    }
    const result = copy ?? value;
    if (walk.least - least > small) {
        remember(value, { value: result, least: walk.least - least, most: walk.most - most }, walk);
    }
    return result;
}

/** Bytes of JSON. */
const small = 200;

function remember(from: object, entry: Measured<object>, walk: Walk): void {
    walk.seen ??= new Map();
    walk.seen.set(from, entry);
    if (entry.value !== from) walk.seen.set(entry.value, entry);
}

function measureLeaf(value: unknown, walk: Walk): void {
    if (typeof value === "string") measureText(value, walk);
    else measureBytes(leafBytes(value), walk);
}

function measureBytes(bytes: number, walk: Walk): void {
    walk.least += bytes;
    walk.most += bytes;
}

/** Looks at no text of a small value, which takes a third of the time. */
function measureText(text: string, walk: Walk): void {
    if (walk.least > lookedFrom) return measureBytes(textBytes(text), walk);
    walk.least += text.length + 2;
    walk.most += mostOfCharacter * text.length + 2;
}

/** Bytes that are measured before texts are looked at. */
const lookedFrom = 20_000;

/** Bytes of a character in JSON, at most: an escape such as `\u0000`. */
const mostOfCharacter = 6;

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

/** Bytes of a text in JSON. */
function textBytes(text: string): number {
    for (let index = 0; index < text.length; index++) {
        const code = text.charCodeAt(index);
        // All others are a byte each: space to tilde, without the quotation mark and the backslash.
        if (code < 32 || code > 126 || code === 34 || code === 92) return Buffer.byteLength(JSON.stringify(text));
    }
    return text.length + 2;
}
