import { DictionaryValue, ListValue, Pair } from "../collections";
import { exceptions } from "../exceptions";
import type { TypeTable } from "../signatures";
import { typeNamed } from "../typeRegistry";
import type { Type } from "../types";
import { argument, equals, textOf, type Instance, type Value } from "../values";
import type { Comparer } from "./comparers";
import type { Out } from "./primitives";

/** Dictionaries and their interfaces. */

function dictionaryItem(self: DictionaryValue, key: Value): Value {
    const found = self.get(key);
    if (!found) throw exceptions.keyNotFound();
    return found.value;
}

function tryGet(self: DictionaryValue, key: Value, result: Out): boolean {
    const found = self.get(key);
    result.value = found ? found.value : null;
    return found !== undefined;
}

function addPair(self: DictionaryValue, key: Value, value: Value): void {
    if (self.get(key)) throw exceptions.argument("An item with the same key has already been added.");
    self.set(key, value);
}

/** `Dictionary`, its interfaces and `KeyValuePair`. */
export const dictionaryTypes: readonly TypeTable[] = [
    {
        name: "System.Collections.Generic.KeyValuePair<TKey, TValue>",
        kind: "struct",
        members: {
            "new(TKey key, TValue value)": (key: Value, value: Value, keyType: Type, valueType: Type) =>
                new Pair(typeNamed("KeyValuePair", keyType, valueType), key, value),
            "TKey Key": ({ key }: Pair) => key,
            "TValue Value": ({ value }: Pair) => value,
            "string ToString()": ({ key, value }: Pair) => `[${textOf(key)}, ${textOf(value)}]`,
        },
    },
    {
        name: "System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>",
        kind: "interface",
        bases: ["IReadOnlyCollection<KeyValuePair<TKey, TValue>>"],
        members: {
            "TValue this[TKey key]": dictionaryItem,
            "bool ContainsKey(TKey key)": (self: DictionaryValue, key: Value) => self.get(key) !== undefined,
            "bool TryGetValue(TKey key, out TValue value)": tryGet,
            "IEnumerable<TKey> Keys": (self: DictionaryValue) => keysOf(self),
            "IEnumerable<TValue> Values": (self: DictionaryValue) => valuesOf(self),
        },
    },
    {
        name: "System.Collections.Generic.IDictionary<TKey, TValue>",
        kind: "interface",
        bases: ["ICollection<KeyValuePair<TKey, TValue>>"],
        members: {
            "TValue this[TKey key]": {
                get: dictionaryItem,
                set: (self: DictionaryValue, key: Value, value: Value) => self.set(key, value),
            },
            "bool ContainsKey(TKey key)": (self: DictionaryValue, key: Value) => self.get(key) !== undefined,
            "bool TryGetValue(TKey key, out TValue value)": tryGet,
            "void Add(TKey key, TValue value)": addPair,
            "ICollection<TKey> Keys": (self: DictionaryValue) => keysOf(self),
            "ICollection<TValue> Values": (self: DictionaryValue) => valuesOf(self),
        },
        missing: "Remove",
    },
    {
        name: "System.Collections.Generic.Dictionary<TKey, TValue>",
        kind: "class",
        bases: ["IDictionary<TKey, TValue>", "IReadOnlyDictionary<TKey, TValue>"],
        members: {
            "new()": (key: Type, value: Type) => new DictionaryValue(typeNamed("Dictionary", key, value)),
            "new(IEqualityComparer<TKey> comparer)": (comparer: Comparer | null, key: Type, value: Type) =>
                new DictionaryValue(typeNamed("Dictionary", key, value), comparer?.keyOf),
            "new(IDictionary<TKey, TValue> other)": (other: DictionaryValue, key: Type, value: Type) => {
                const copy = new DictionaryValue(typeNamed("Dictionary", key, value));
                for (const pair of argument(other).entries.values()) copy.set(pair.key, pair.value);
                return copy;
            },
            "int Count": (self: DictionaryValue) => self.entries.size,
            "TValue this[TKey key]": {
                get: dictionaryItem,
                set: (self: DictionaryValue, key: Value, value: Value) => self.set(key, value),
            },
            "void Add(TKey key, TValue value)": addPair,
            "bool ContainsKey(TKey key)": (self: DictionaryValue, key: Value) => self.get(key) !== undefined,
            "bool ContainsValue(TValue value)": (self: DictionaryValue, value: Value) =>
                [...self.entries.values()].some((pair) => equals(pair.value, value)),
            "bool TryGetValue(TKey key, out TValue value)": tryGet,
            "bool Remove(TKey key)": (self: DictionaryValue, key: Value) =>
                self.entries.delete(self.keyOf(argument(key))),
            "void Clear()": (self: DictionaryValue) => self.entries.clear(),
            "ICollection<TKey> Keys": (self: DictionaryValue) => keysOf(self),
            "ICollection<TValue> Values": (self: DictionaryValue) => valuesOf(self),
        },
        missing: "Comparer GetEnumerator new",
    },
];

function keysOf(self: DictionaryValue): Instance {
    return new ListValue(
        typeNamed("List", self.type.args[0]!),
        [...self.entries.values()].map(({ key }) => key),
    );
}

function valuesOf(self: DictionaryValue): Instance {
    return new ListValue(
        typeNamed("List", self.type.args[1]!),
        [...self.entries.values()].map(({ value }) => value),
    );
}
