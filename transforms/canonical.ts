import { JsonObject, setKey } from "./jsonObject";

/**
 * The same value with sorted keys at every level; the order of arrays is meaning and stays. What stands at several
 * places stays one object in memory, so a document full of references costs what it weighs once.
 */
export function canonical(value: unknown): unknown {
    return canonicalWithin(value).value;
}

/**
 * The same, with a number of bytes that its JSON text in UTF-8 does not exceed: six for each character, which is what
 * an escape takes. Infinity where parts stand at several places.
 */
export function canonicalWithin<T>(value: T): { value: T; bytes: number } {
    const walk: Walk = { seen: new Map(), bytes: 0 };
    return { value: holds(value) ? sorted(value, walk) : value, bytes: walk.bytes };
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

interface Walk {
    /** What became of the objects that hold others: what holds nothing is cheaper to sort again than to remember. */
    readonly seen: Map<object, object>;
    bytes: number;
}

function sorted<T extends object>(value: T, walk: Walk): T {
    const known = walk.seen.get(value);
    if (known !== undefined) {
        walk.bytes = Infinity;
        return known as T;
    }
    return (Array.isArray(value) ? sortedItems(value, walk) : sortedMembers(value, walk)) as T;
}

/** What is in order already is not copied: most of a converted document is. */
function sortedItems(value: unknown[], walk: Walk): unknown[] {
    let result = value;
    let deep = false;
    walk.bytes += 2 + value.length;
    for (let index = 0; index < value.length; index++) {
        const item = value[index];
        if (!holds(item)) {
            walk.bytes += longest(item);
            continue;
        }
        deep = true;
        const child = sorted(item, walk);
        if (child === item) continue;
        if (result === value) result = [...value];
        result[index] = child;
    }
    if (deep) walk.seen.set(value, result);
    return result;
}

function sortedMembers(value: object, walk: Walk): object {
    const keys = Object.keys(value);
    const ordered = inOrder(keys);
    if (!ordered) sort(keys);
    let copy: JsonObject | undefined = ordered ? undefined : {};
    let deep = false;
    walk.bytes += 2;
    for (let index = 0; index < keys.length; index++) {
        const key = keys[index]!;
        const item = (value as JsonObject)[key];
        let child = item;
        walk.bytes += 6 * key.length + 4;
        if (holds(item)) {
            deep = true;
            child = sorted(item, walk);
            if (child !== item) copy ??= beginning(value, keys, index);
        } else {
            walk.bytes += longest(item);
        }
        if (copy !== undefined) setKey(copy, key, child);
    }
    const result = copy ?? value;
    if (deep) walk.seen.set(value, result);
    return result;
}

/** An object of its own with the first `count` of the keys. Grows faster than a spread one, see `withKeys`. */
function beginning(value: object, keys: string[], count: number): JsonObject {
    const result: JsonObject = {};
    for (let index = 0; index < count; index++) setKey(result, keys[index]!, (value as JsonObject)[keys[index]!]);
    return result;
}

function longest(value: unknown): number {
    if (typeof value === "string") return 6 * value.length + 2;
    // -1.7976931348623157e+308 is the longest number.
    return typeof value === "number" ? 24 : 5;
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
