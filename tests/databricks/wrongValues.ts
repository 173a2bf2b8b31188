import assert from "node:assert/strict";
import { keysOf, under } from "../../transforms/pointer";

/** What may stand in the place of any member, by what it is. */
export const wrongValues: Readonly<Record<string, unknown>> = {
    absent: undefined,
    null: null,
    "a number": 7,
    "a fraction": 1e40,
    "a text": "odd",
    "an empty text": "",
    "a list": [1, null, "x", {}, []],
    "an object": { a: 1, name: { b: 2 } },
    "true or false": true,
};

/** Every place of a JSON value, the value itself included. */
export function pointersIn(value: unknown, pointer = ""): string[] {
    if (typeof value !== "object" || value === null) return [pointer];
    return [pointer, ...Object.entries(value).flatMap(([key, child]) => pointersIn(child, under(pointer, key)))];
}

/** A copy with another value at one place; undefined takes the member away. */
export function changed(root: unknown, pointer: string, value: unknown): unknown {
    if (pointer === "") return value;
    const copy = structuredClone(root) as Record<string, unknown>;
    const keys = keysOf(pointer);
    const parent = keys.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, copy);
    if (value === undefined) delete parent[keys.at(-1)!];
    else parent[keys.at(-1)!] = value;
    return copy;
}

/** The text of an answer; nothing at all for undefined. */
export const body = (value: unknown) => (value === undefined ? "" : JSON.stringify(value));

/** One message for the user: what, where and what to do, and nothing of the program's inside. */
export function assertClear(message: string): void {
    assert.doesNotMatch(message, /undefined|TypeError|ReferenceError|\[object|\n\s+at |is not (a function|iterable)/);
    assert.ok(message.length < 2500 && message.split("\n").length <= 8, message);
}
