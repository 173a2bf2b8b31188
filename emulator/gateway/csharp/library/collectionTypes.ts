import { checkLength, step } from "../budget";
import { ArrayValue, ListValue, listOf, SetValue } from "../collections";
import { exceptions } from "../exceptions";
import type { TypeTable } from "../signatures";
import { typeNamed } from "../typeRegistry";
import type { Type } from "../types";
import { equals, OtherNumeric, type Value } from "../values";
import type { Comparer } from "./comparers";
import { compareValues } from "./order";

/** Arrays, lists, sets, and the interfaces that they have. */

type Items = ArrayValue | ListValue;
type Test = (value: Value) => boolean;

function within(items: { readonly length: number }, index: number): number {
    if (index < 0 || index >= items.length) throw exceptions.outOfRange();
    return index;
}

function arrayItem(self: ArrayValue | Uint8Array, index: number): Value {
    if (self instanceof Uint8Array) {
        const byte = self[index];
        if (byte === undefined) throw exceptions.indexOutOfRange();
        return new OtherNumeric("Byte", byte);
    }
    if (index < 0 || index >= self.items.length) throw exceptions.indexOutOfRange();
    return self.items[index];
}

function setArrayItem(self: ArrayValue | Uint8Array, index: number, value: Value): void {
    arrayItem(self, index);
    if (self instanceof Uint8Array) self[index] = Number((value as OtherNumeric).value);
    else self.items[index] = value;
}

function lengthOf(self: ArrayValue | Uint8Array): number {
    return self instanceof Uint8Array ? self.length : self.items.length;
}

function indexIn(items: readonly Value[], value: Value): number {
    return items.findIndex((item) => equals(item ?? null, value ?? null));
}

function list(name: string, missing: string, members: TypeTable["members"], bases: readonly string[]): TypeTable {
    return { name: `System.Collections.Generic.${name}<T>`, kind: "class", bases, members, missing };
}

function sorted(self: ListValue, compare: (left: Value, right: Value) => number): void {
    self.items.sort((left, right) => {
        step();
        return compare(left, right);
    });
}

/** Lists, sets, arrays and the interfaces of all that can be enumerated. */
export const collectionTypes: readonly TypeTable[] = [
    { name: "System.Collections.Generic.IEnumerable<T>", kind: "interface", covariant: true, missing: "GetEnumerator" },
    { name: "System.Linq.IOrderedEnumerable<T>", kind: "interface", covariant: true, bases: ["IEnumerable<T>"] },
    {
        name: "System.Collections.Generic.ICollection<T>",
        kind: "interface",
        bases: ["IEnumerable<T>"],
        members: {
            "int Count": (self: Value) => listOf(self).length,
            "bool Contains(T item)": (self: Value, item: Value) => indexIn(listOf(self), item) >= 0,
        },
        missing: "Add Clear CopyTo IsReadOnly Remove",
    },
    {
        name: "System.Collections.Generic.IReadOnlyCollection<T>",
        kind: "interface",
        covariant: true,
        bases: ["IEnumerable<T>"],
        members: { "int Count": (self: Value) => listOf(self).length },
    },
    {
        name: "System.Collections.Generic.IList<T>",
        kind: "interface",
        bases: ["ICollection<T>"],
        members: {
            "T this[int index]": (self: Items, index: number) => self.items[within(self.items, index)],
            "int IndexOf(T item)": (self: Items, item: Value) => indexIn(self.items, item),
        },
        missing: "Insert RemoveAt this",
    },
    {
        name: "System.Array<T>",
        kind: "class",
        // Covariance of arrays is that of the interface.
        covariant: true,
        bases: ["IList<T>", "IReadOnlyCollection<T>"],
        members: {
            "int Length": lengthOf,
            "T this[int index]": { get: arrayItem, set: setArrayItem },
            "object Clone()": (self: ArrayValue) => new ArrayValue(self.element, [...self.items]),
        },
        missing:
            "CopyTo GetLength GetLowerBound GetUpperBound GetValue LongLength Rank SetValue SyncRoot IsFixedSize Initialize",
    },
    {
        name: "System.Array",
        kind: "static",
        members: {
            "static int IndexOf<T>(T[] array, T value)": (array: Value, value: Value) => indexIn(listOf(array), value),
            "static bool Exists<T>(T[] array, Predicate<T> test)": (array: Value, test: Test) =>
                listOf(array).some(test),
            "static T Find<T>(T[] array, Predicate<T> test)": (array: Value, test: Test) =>
                listOf(array).find(test) ?? null,
            "static int FindIndex<T>(T[] array, Predicate<T> test)": (array: Value, test: Test) =>
                listOf(array).findIndex(test),
            "static void Reverse<T>(T[] array)": (array: ArrayValue) => void array.items.reverse(),
            "static void Sort<T>(T[] array)": (array: ArrayValue) => void array.items.sort(compareValues),
        },
        missing:
            "BinarySearch Clear ConvertAll Copy CreateInstance Empty FindAll FindLast FindLastIndex ForEach LastIndexOf Resize Reverse Sort TrueForAll IndexOf",
    },
    list(
        "List",
        "AsReadOnly BinarySearch Capacity CopyTo FindLast FindLastIndex GetEnumerator IndexOf InsertRange LastIndexOf RemoveRange Sort TrimExcess Reverse FindIndex",
        {
            "new()": (type: Type) => new ListValue(typeNamed("List", type)),
            "new(int capacity)": (_: number, type: Type) => new ListValue(typeNamed("List", type)),
            "new(IEnumerable<T> items)": (items: Value, type: Type) =>
                new ListValue(typeNamed("List", type), listOf(items)),
            "int Count": (self: ListValue) => self.items.length,
            "T this[int index]": {
                get: (self: ListValue, index: number) => self.items[within(self.items, index)],
                set: (self: ListValue, index: number, value: Value) => (self.items[within(self.items, index)] = value),
            },
            "void Add(T item)": (self: ListValue, item: Value) => {
                checkLength(self.items.length);
                self.items.push(item);
            },
            "void AddRange(IEnumerable<T> items)": (self: ListValue, items: Value) => {
                const added = listOf(items);
                checkLength(self.items.length + added.length);
                self.items = self.items.concat(added);
            },
            "void Insert(int index, T item)": (self: ListValue, index: number, item: Value) => {
                if (index !== self.items.length) within(self.items, index);
                self.items.splice(index, 0, item);
            },
            "bool Remove(T item)": (self: ListValue, item: Value) => {
                const at = indexIn(self.items, item);
                if (at >= 0) self.items.splice(at, 1);
                return at >= 0;
            },
            "void RemoveAt(int index)": (self: ListValue, index: number) =>
                void self.items.splice(within(self.items, index), 1),
            "int RemoveAll(Predicate<T> test)": (self: ListValue, test: Test) => {
                const before = self.items.length;
                self.items = self.items.filter((item) => !test(item));
                return before - self.items.length;
            },
            "void Clear()": (self: ListValue) => void (self.items = []),
            "bool Contains(T item)": (self: ListValue, item: Value) => indexIn(self.items, item) >= 0,
            "int IndexOf(T item)": (self: ListValue, item: Value) => indexIn(self.items, item),
            "void Sort()": (self: ListValue) => sorted(self, compareValues),
            "void Sort(Comparison<T> comparison)": (
                self: ListValue,
                comparison: (left: Value, right: Value) => number,
            ) => sorted(self, comparison),
            "void Reverse()": (self: ListValue) => void self.items.reverse(),
            "void ForEach(Action<T> action)": (self: ListValue, action: (item: Value) => void) =>
                self.items.forEach((item) => action(item)),
            "bool Exists(Predicate<T> test)": (self: ListValue, test: Test) => self.items.some((item) => test(item)),
            "bool TrueForAll(Predicate<T> test)": (self: ListValue, test: Test) =>
                self.items.every((item) => test(item)),
            "T Find(Predicate<T> test)": (self: ListValue, test: Test) => self.items.find((item) => test(item)) ?? null,
            "List<T> FindAll(Predicate<T> test)": (self: ListValue, test: Test) =>
                new ListValue(
                    self.type,
                    self.items.filter((item) => test(item)),
                ),
            "int FindIndex(Predicate<T> test)": (self: ListValue, test: Test) =>
                self.items.findIndex((item) => test(item)),
            "List<T> GetRange(int index, int count)": (self: ListValue, index: number, count: number) => {
                if (index < 0 || count < 0 || index + count > self.items.length) throw exceptions.argument();
                return new ListValue(self.type, self.items.slice(index, index + count));
            },
            "T[] ToArray()": (self: ListValue) => arrayOf(self.type.args[0]!, self.items),
        },
        ["IList<T>", "IReadOnlyCollection<T>"],
    ),
    list(
        "Queue",
        "CopyTo GetEnumerator TrimExcess",
        {
            "new()": (type: Type) => new ListValue(typeNamed("Queue", type)),
            "int Count": (self: ListValue) => self.items.length,
            "void Enqueue(T item)": (self: ListValue, item: Value) => void self.items.push(item),
            "T Dequeue()": (self: ListValue) => self.items.splice(someOf(self), 1)[0],
            "T Peek()": (self: ListValue) => self.items[someOf(self)],
            "void Clear()": (self: ListValue) => void (self.items = []),
            "bool Contains(T item)": (self: ListValue, item: Value) => indexIn(self.items, item) >= 0,
        },
        ["IReadOnlyCollection<T>"],
    ),
    list(
        "Stack",
        "CopyTo GetEnumerator TrimExcess",
        {
            "new()": (type: Type) => new ListValue(typeNamed("Stack", type)),
            "int Count": (self: ListValue) => self.items.length,
            "void Push(T item)": (self: ListValue, item: Value) => void self.items.push(item),
            "T Pop()": (self: ListValue) => (someOf(self), self.items.pop()),
            "T Peek()": (self: ListValue) => (someOf(self), self.items.at(-1)),
            "void Clear()": (self: ListValue) => void (self.items = []),
            "bool Contains(T item)": (self: ListValue, item: Value) => indexIn(self.items, item) >= 0,
        },
        ["IReadOnlyCollection<T>"],
    ),
    list(
        "HashSet",
        "Comparer CopyTo GetEnumerator RemoveWhere TrimExcess IsProperSubsetOf IsProperSupersetOf SymmetricExceptWith new",
        {
            "new()": (type: Type) => new SetValue(typeNamed("HashSet", type)),
            "new(IEqualityComparer<T> comparer)": (comparer: Comparer | null, type: Type) =>
                new SetValue(typeNamed("HashSet", type), comparer?.keyOf),
            "new(IEnumerable<T> items)": (items: Value, type: Type) =>
                filled(new SetValue(typeNamed("HashSet", type)), items),
            "new(IEnumerable<T> items, IEqualityComparer<T> comparer)": (
                items: Value,
                comparer: Comparer | null,
                type: Type,
            ) => filled(new SetValue(typeNamed("HashSet", type), comparer?.keyOf), items),
            "int Count": (self: SetValue) => self.entries.size,
            "bool Add(T item)": addItem,
            "bool Remove(T item)": (self: SetValue, item: Value) => self.entries.delete(self.keyOf(item)),
            "bool Contains(T item)": (self: SetValue, item: Value) => self.entries.has(self.keyOf(item)),
            "void Clear()": (self: SetValue) => self.entries.clear(),
            "void UnionWith(IEnumerable<T> items)": (self: SetValue, items: Value) => void filled(self, items),
            "void ExceptWith(IEnumerable<T> items)": (self: SetValue, items: Value) =>
                listOf(items).forEach((item) => self.entries.delete(self.keyOf(item))),
            "bool Overlaps(IEnumerable<T> items)": (self: SetValue, items: Value) =>
                listOf(items).some((item) => self.entries.has(self.keyOf(item))),
            "bool IsSupersetOf(IEnumerable<T> items)": (self: SetValue, items: Value) =>
                listOf(items).every((item) => self.entries.has(self.keyOf(item))),
        },
        ["ICollection<T>", "IReadOnlyCollection<T>"],
    ),
];

function filled(set: SetValue, items: Value): SetValue {
    for (const item of listOf(items)) addItem(set, item);
    return set;
}

function addItem(self: SetValue, item: Value): boolean {
    const key = self.keyOf(item);
    if (self.entries.has(key)) return false;
    self.entries.set(key, item);
    return true;
}

function someOf({ items }: ListValue): 0 {
    if (items.length === 0) throw exceptions.invalidOperation("The collection is empty.");
    return 0;
}

/** An array of any element type; that of bytes is held as such. */
export function arrayOf(element: Type, items: readonly Value[]): Value {
    if (element === typeNamed("Byte"))
        return Uint8Array.from(items.map((item) => Number((item as OtherNumeric).value)));
    return new ArrayValue(element, [...items]);
}
