import { DictionaryValue, itemsOf, ListValue, listOf } from "../collections";
import { exceptions } from "../exceptions";
import { zeroOf } from "../members";
import type { TypeTable } from "../signatures";
import { typeNamed } from "../typeRegistry";
import type { Type } from "../types";
import { equals, type Value } from "../values";
import { arrayOf } from "./collectionTypes";
import type { Comparer } from "./comparers";

/** What LINQ makes of a whole sequence: one item, a number of them, a list. */

type Test = (value: Value, index: number) => boolean;
type Select = (value: Value, index: number) => Value;

function first(source: Value, test: Test = () => true): Value {
    for (const item of itemsOf(source)) if (test(item, 0)) return item;
    throw exceptions.invalidOperation("Sequence contains no matching element");
}

function last(source: Value, test: Test = () => true): Value {
    const found = listOf(source).filter((item) => test(item, 0));
    if (found.length === 0) throw exceptions.invalidOperation("Sequence contains no matching element");
    return found.at(-1);
}

function single(source: Value, test: Test = () => true): Value {
    const found = listOf(source).filter((item) => test(item, 0));
    if (found.length !== 1)
        throw exceptions.invalidOperation(
            found.length === 0
                ? "Sequence contains no matching element"
                : "Sequence contains more than one matching element",
        );
    return found[0];
}

/** The default of the type where nothing is found. */
function orDefault(find: (source: Value, test?: Test) => Value): (source: Value, ...rest: (Test | Type)[]) => Value {
    return (source, ...rest) => {
        const type = rest.at(-1) as Type;
        const test = rest.length > 1 ? (rest[0] as Test) : undefined;
        const found = listOf(source).filter((item) => !test || test(item, 0));
        if (found.length === 0) return zeroOf(type);
        return find(new ListValue(typeNamed("List", type), found));
    };
}

function aggregate(source: Value, start: Value, join: (sum: Value, item: Value) => Value): Value {
    let sum = start;
    for (const item of itemsOf(source)) sum = join(sum, item);
    return sum;
}

function dictionary(source: Value, key: Select, value: Select, keyType: Type, valueType: Type): DictionaryValue {
    const result = new DictionaryValue(typeNamed("Dictionary", keyType, valueType));
    for (const item of itemsOf(source)) {
        const name = key(item, 0);
        if (result.get(name)) throw exceptions.argument("An item with the same key has already been added.");
        result.set(name, value(item, 0));
    }
    return result;
}

/** The methods of LINQ that end a sequence: with an item, a truth value, a count or a collection. */
export const enumerableResults: TypeTable["members"] = {
    "T First<T>(this IEnumerable<T> source)": (source: Value) => first(source),
    "T First<T>(this IEnumerable<T> source, Func<T, bool> test)": first,
    "T Last<T>(this IEnumerable<T> source)": (source: Value) => last(source),
    "T Last<T>(this IEnumerable<T> source, Func<T, bool> test)": last,
    "T Single<T>(this IEnumerable<T> source)": (source: Value) => single(source),
    "T Single<T>(this IEnumerable<T> source, Func<T, bool> test)": single,
    "T FirstOrDefault<T>(this IEnumerable<T> source)": orDefault(first),
    "T FirstOrDefault<T>(this IEnumerable<T> source, Func<T, bool> test)": orDefault(first),
    "T LastOrDefault<T>(this IEnumerable<T> source)": orDefault(last),
    "T LastOrDefault<T>(this IEnumerable<T> source, Func<T, bool> test)": orDefault(last),
    "T SingleOrDefault<T>(this IEnumerable<T> source)": orDefault(single),
    "T SingleOrDefault<T>(this IEnumerable<T> source, Func<T, bool> test)": orDefault(single),
    "T ElementAt<T>(this IEnumerable<T> source, int index)": (source: Value, index: number) => {
        const items = listOf(source);
        if (index < 0 || index >= items.length) throw exceptions.outOfRange();
        return items[index];
    },
    "T ElementAtOrDefault<T>(this IEnumerable<T> source, int index)": (source: Value, index: number, type: Type) => {
        const items = listOf(source);
        return index >= 0 && index < items.length ? items[index] : zeroOf(type);
    },
    "bool Any<T>(this IEnumerable<T> source)": (source: Value) => !itemsOf(source).next().done,
    "bool Any<T>(this IEnumerable<T> source, Func<T, bool> test)": (source: Value, test: Test) => {
        for (const item of itemsOf(source)) if (test(item, 0)) return true;
        return false;
    },
    "bool All<T>(this IEnumerable<T> source, Func<T, bool> test)": (source: Value, test: Test) => {
        for (const item of itemsOf(source)) if (!test(item, 0)) return false;
        return true;
    },
    "int Count<T>(this IEnumerable<T> source)": (source: Value) => listOf(source).length,
    "int Count<T>(this IEnumerable<T> source, Func<T, bool> test)": (source: Value, test: Test) =>
        listOf(source).filter((item) => test(item, 0)).length,
    "long LongCount<T>(this IEnumerable<T> source)": (source: Value) => BigInt(listOf(source).length),
    "bool Contains<T>(this IEnumerable<T> source, T item)": (source: Value, item: Value) =>
        listOf(source).some((other) => equals(other ?? null, item ?? null)),
    "bool Contains<T>(this IEnumerable<T> source, T item, IEqualityComparer<T> comparer)": (
        source: Value,
        item: Value,
        comparer: Comparer,
    ) => listOf(source).some((other) => comparer.keyOf(other) === comparer.keyOf(item)),
    "bool SequenceEqual<T>(this IEnumerable<T> source, IEnumerable<T> other)": (source: Value, other: Value) => {
        const [left, right] = [listOf(source), listOf(other)];
        return left.length === right.length && left.every((item, at) => equals(item ?? null, right[at] ?? null));
    },
    "T Aggregate<T>(this IEnumerable<T> source, Func<T, T, T> join)": (
        source: Value,
        join: (sum: Value, item: Value) => Value,
        type: Type,
    ) => {
        const [start, ...rest] = listOf(source);
        if (start === undefined) throw exceptions.invalidOperation("Sequence contains no elements");
        return aggregate(new ListValue(typeNamed("List", type), rest), start, join);
    },
    "A Aggregate<T, A>(this IEnumerable<T> source, A start, Func<A, T, A> join)": aggregate,
    "R Aggregate<T, A, R>(this IEnumerable<T> source, A start, Func<A, T, A> join, Func<A, R> result)": (
        source: Value,
        start: Value,
        join: (sum: Value, item: Value) => Value,
        result: (sum: Value) => Value,
    ) => result(aggregate(source, start, join)),
    "List<T> ToList<T>(this IEnumerable<T> source)": (source: Value, type: Type) =>
        new ListValue(typeNamed("List", type), listOf(source)),
    "T[] ToArray<T>(this IEnumerable<T> source)": (source: Value, type: Type) => arrayOf(type, listOf(source)),
    "IEnumerable<T> AsEnumerable<T>(this IEnumerable<T> source)": (source: Value) => source,
    "Dictionary<K, T> ToDictionary<T, K>(this IEnumerable<T> source, Func<T, K> key)": (
        source: Value,
        key: Select,
        type: Type,
        keyType: Type,
    ) => dictionary(source, key, (item) => item, keyType, type),
    "Dictionary<K, V> ToDictionary<T, K, V>(this IEnumerable<T> source, Func<T, K> key, Func<T, V> value)": (
        source: Value,
        key: Select,
        value: Select,
        _: Type,
        keyType: Type,
        valueType: Type,
    ) => dictionary(source, key, value, keyType, valueType),
};
