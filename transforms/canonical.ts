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

/** Sorts and measures the parts of one document, and looks once at what it sorted before. */
export class Measures {
    /** What is sorted. Of larger documents the larger objects: all others are cheaper to look at again than to remember. */
    known: Map<object, Measured<object>> | undefined;
    /** What became of the same objects of the value at hand. Not kept longer: that keeps all in memory that they hold. */
    sources: Map<object, Measured<object>> | undefined;
    /** Bytes of all values so far. */
    least = 0;
    most = 0;

    /** The value with sorted keys, measured without writing it. */
    of<T>(value: T): Measured<T> {
        const { least, most } = this;
        let result = value;
        if (holds(value)) result = sorted(value, this);
        else measureLeaf(value, this);
        this.sources = undefined;
        return { value: result, least: this.least - least, most: this.most - most };
    }

    /** The same of an object that comes again in another value. */
    kept<T extends object>(value: T): Measured<T> {
        const entry = this.of(value);
        this.remember(entry);
        return entry;
    }

    /** Takes what is measured in another way, and in order. */
    remember(entry: Measured<object>): void {
        this.known ??= new Map();
        this.known.set(entry.value, entry);
    }
}

/** The same of one value. */
export function measured<T>(value: T): Measured<T> {
    return new Measures().of(value);
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
    if (holds(value)) return jsonText(canonical(value), indent);
    return isNumber(value) ? String(value) : JSON.stringify(value);
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

function sorted<T extends object>(value: T, walk: Measures): T {
    const known = walk.known?.get(value) ?? walk.sources?.get(value);
    if (known !== undefined) {
        walk.least += known.least;
        walk.most += known.most;
        return known.value as T;
    }
    return (Array.isArray(value) ? sortedItems(value, walk) : sortedMembers(value, walk)) as T;
}

/** What is in order already is not copied: most of a converted document is. */
function sortedItems(value: unknown[], walk: Measures): unknown[] {
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
    if (walk.least > large && walk.least - least > small) {
        remember(value, result, least, most, walk);
    }
    return result;
}

function sortedMembers(value: object, walk: Measures): object {
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
    if (walk.least > large && walk.least - least > small) {
        remember(value, result, least, most, walk);
    }
    return result;
}

/** Bytes of JSON: of an object that is not remembered, and of a value in which none is. */
const small = 400;
const large = 20_000;

function remember(from: object, value: object, least: number, most: number, walk: Measures): void {
    const entry = { value, least: walk.least - least, most: walk.most - most };
    walk.remember(entry);
    if (value !== from) (walk.sources ??= new Map()).set(from, entry);
}

function measureLeaf(value: unknown, walk: Measures): void {
    if (typeof value === "string") return measureText(value, walk);
    if (typeof value !== "number" || walk.least > large) return measureBytes(leafBytes(value), walk);
    walk.least += 1;
    walk.most += mostOfNumber;
}

function measureBytes(bytes: number, walk: Measures): void {
    walk.least += bytes;
    walk.most += bytes;
}

/** Looks at no text of a small value, which takes a third of the time. */
function measureText(text: string, walk: Measures): void {
    if (walk.least > large) return measureBytes(textBytes(text), walk);
    walk.least += text.length + 2;
    walk.most += mostOfCharacter * text.length + 2;
}

/** Bytes of a character in JSON, at most: an escape such as `\u0000`. */
const mostOfCharacter = 6;

/** The digits of a double with its sign, point and exponent, at most. */
const mostOfNumber = 25;

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
