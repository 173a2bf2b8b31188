import { step } from "../budget";
import { itemsOf, type KeyOf } from "../collections";
import type { Value } from "../values";

/** What LINQ makes item by item. */

type Test = (value: Value, index: number) => boolean;
type Select = (value: Value, index: number) => Value;

/** The items that pass a test. */
export function* where(source: Value, test: Test): Generator<Value> {
    let at = 0;
    for (const item of itemsOf(source)) if (test(item, at++)) yield item;
}

/** What a function makes of each item. */
export function* select(source: Value, map: Select): Generator<Value> {
    let at = 0;
    for (const item of itemsOf(source)) yield map(item, at++);
}

/** The items of all sequences that a function makes of the items. */
export function* selectMany(source: Value, map: Select): Generator<Value> {
    let at = 0;
    for (const item of itemsOf(source)) yield* itemsOf(map(item, at++));
}

/** The first item of each key. @param not keys whose items are left out. @default none */
export function* distinct(source: Value, keyOf: KeyOf, not: ReadonlySet<unknown> = new Set()): Generator<Value> {
    const seen = new Set(not);
    for (const item of itemsOf(source)) {
        const key = keyOf(item);
        if (seen.has(key)) continue;
        seen.add(key);
        yield item;
    }
}

/** One sequence after the other. */
export function* concat(...sources: readonly Value[]): Generator<Value> {
    for (const source of sources) yield* itemsOf(source);
}

/** At most `count` items, from position `from` on. */
export function* between(source: Value, from: number, count: number): Generator<Value> {
    if (count <= 0) return;
    let at = 0;
    for (const item of itemsOf(source)) {
        if (at >= from) yield item;
        if (++at >= from + count) return;
    }
}

/** The items before the first that fails a test, or with `skips` that one and all after it. */
export function* during(source: Value, test: Test, skips: boolean): Generator<Value> {
    let at = 0;
    let holds = true;
    for (const item of itemsOf(source)) {
        if (holds) holds = test(item, at++);
        if (!holds && !skips) return;
        if (holds !== skips) yield item;
    }
}

/** Pairs of two sequences, joined, until the shorter one ends. */
export function* zip(left: Value, right: Value, join: (left: Value, right: Value) => Value): Generator<Value> {
    const other = itemsOf(right);
    for (const item of itemsOf(left)) {
        const next = other.next();
        if (next.done) return;
        yield join(item, next.value);
    }
}

/** `count` whole numbers in a row. */
export function* counted(from: number, count: number): Generator<Value> {
    for (let at = 0; at < count; at++) {
        step();
        yield from + at;
    }
}
