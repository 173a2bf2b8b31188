import { checkLength, step } from "../budget";
import { itemsOf, ListValue, listOf, Sequence } from "../collections";
import { exceptions } from "../exceptions";
import type { TypeTable } from "../signatures";
import { typeNamed } from "../typeRegistry";
import { isValueType, type Type } from "../types";
import { argument, identityOf, Instance, isBoxed, typeOfValue, type Value } from "../values";
import { isInstance } from "../conversions";
import { between, concat, counted, distinct, during, select, selectMany, where, zip } from "./generators";
import { enumerableResults } from "./enumerableResults";
import { arrayOf } from "./collectionTypes";
import type { Comparer } from "./comparers";
import { compareValues } from "./order";

/** LINQ over anything that can be enumerated. What gives a sequence again does nothing until that is enumerated. */

type Test = (value: Value, index: number) => boolean;
type Select = (value: Value, index: number) => Value;
type Compare = (left: Value, right: Value) => number;

function lazy(element: Type, make: () => Iterator<Value>): Sequence {
    return new Sequence(element, make);
}

function ordered(element: Type, source: Value, compare: Compare): Sequence {
    const make = (): Iterator<Value> =>
        listOf(source)
            .sort((left, right) => {
                step();
                return compare(left, right);
            })
            .values();
    argument(source);
    return new Sequence(element, make, { source, compare });
}

function by(key: Select, descending: boolean, comparer?: Comparer | null): Compare {
    const compare = (comparer ? comparer.compare : compareValues) as Compare;
    return (left, right) => compare(key(left, 0), key(right, 0)) * (descending ? -1 : 1);
}

function then({ element, order }: Sequence, next: Compare): Sequence {
    const { source, compare } = order!;
    return ordered(element, source, (left, right) => compare(left, right) || next(left, right));
}

class Grouping extends Instance {
    constructor(
        readonly type: Type,
        readonly items: readonly Value[],
    ) {
        super();
    }

    [Symbol.iterator](): Iterator<Value> {
        return this.items.values();
    }
}

function grouped(source: Value, key: Select, itemType: Type, keyType: Type): Sequence {
    const type = typeNamed("IGrouping", keyType, itemType);
    return lazy(type, function* () {
        const groups = new Map<unknown, Value[]>();
        for (const item of itemsOf(source)) {
            const identity = identityOf(key(item, 0));
            groups.set(identity, [...(groups.get(identity) ?? []), item]);
        }
        for (const items of groups.values()) yield new Grouping(type, items);
    });
}

function cast(value: Value, type: Type): Value {
    if (value === null && !isValueType(type)) return null;
    if (!isInstance(value, type))
        throw isBoxed(value) || typeOfValue(value) ? exceptions.invalidCast() : exceptions.nullReference();
    return value;
}

const sequences: TypeTable["members"] = {
    "IEnumerable<T> Where<T>(this IEnumerable<T> source, Func<T, bool> test)": (
        source: Value,
        test: Test,
        type: Type,
    ) => (argument(source), lazy(type, () => where(source, (item) => test(item, 0)))),
    "IEnumerable<T> Where<T>(this IEnumerable<T> source, Func<T, int, bool> test)": (
        source: Value,
        test: Test,
        type: Type,
    ) => (argument(source), lazy(type, () => where(source, test))),
    "IEnumerable<R> Select<T, R>(this IEnumerable<T> source, Func<T, R> map)": (
        source: Value,
        map: Select,
        _: Type,
        type: Type,
    ) => (argument(source), lazy(type, () => select(source, (item) => map(item, 0)))),
    "IEnumerable<R> Select<T, R>(this IEnumerable<T> source, Func<T, int, R> map)": (
        source: Value,
        map: Select,
        _: Type,
        type: Type,
    ) => (argument(source), lazy(type, () => select(source, map))),
    "IEnumerable<R> SelectMany<T, R>(this IEnumerable<T> source, Func<T, IEnumerable<R>> map)": (
        source: Value,
        map: Select,
        _: Type,
        type: Type,
    ) => (argument(source), lazy(type, () => selectMany(source, map))),
    "IEnumerable<T> Distinct<T>(this IEnumerable<T> source)": (source: Value, type: Type) => (
        argument(source),
        lazy(type, () => distinct(source, identityOf))
    ),
    "IEnumerable<T> Distinct<T>(this IEnumerable<T> source, IEqualityComparer<T> comparer)": (
        source: Value,
        comparer: Comparer,
        type: Type,
    ) => (argument(source), lazy(type, () => distinct(source, comparer.keyOf))),
    "IEnumerable<T> Union<T>(this IEnumerable<T> source, IEnumerable<T> other)": (
        source: Value,
        other: Value,
        type: Type,
    ) => (
        argument(source),
        lazy(type, () =>
            distinct(
                lazy(type, () => concat(source, other)),
                identityOf,
            ),
        )
    ),
    "IEnumerable<T> Except<T>(this IEnumerable<T> source, IEnumerable<T> other)": (
        source: Value,
        other: Value,
        type: Type,
    ) => (argument(source), lazy(type, () => distinct(source, identityOf, new Set(listOf(other).map(identityOf))))),
    "IEnumerable<T> Intersect<T>(this IEnumerable<T> source, IEnumerable<T> other)": (
        source: Value,
        other: Value,
        type: Type,
    ) => {
        argument(source);
        return lazy(type, () => {
            const keys = new Set(listOf(other).map(identityOf));
            return distinct(
                lazy(type, () => where(source, (item) => keys.has(identityOf(item)))),
                identityOf,
            );
        });
    },
    "IEnumerable<T> Concat<T>(this IEnumerable<T> source, IEnumerable<T> other)": (
        source: Value,
        other: Value,
        type: Type,
    ) => (argument(source), argument(other), lazy(type, () => concat(source, other))),
    "IEnumerable<T> Append<T>(this IEnumerable<T> source, T item)": (source: Value, item: Value, type: Type) => (
        argument(source),
        lazy(type, () => concat(source, new ListValue(typeNamed("List", type), [item])))
    ),
    "IEnumerable<T> Prepend<T>(this IEnumerable<T> source, T item)": (source: Value, item: Value, type: Type) => (
        argument(source),
        lazy(type, () => concat(new ListValue(typeNamed("List", type), [item]), source))
    ),
    "IEnumerable<T> Skip<T>(this IEnumerable<T> source, int count)": (source: Value, count: number, type: Type) => (
        argument(source),
        lazy(type, () => between(source, Math.max(count, 0), Infinity))
    ),
    "IEnumerable<T> Take<T>(this IEnumerable<T> source, int count)": (source: Value, count: number, type: Type) => (
        argument(source),
        lazy(type, () => between(source, 0, count))
    ),
    "IEnumerable<T> SkipWhile<T>(this IEnumerable<T> source, Func<T, bool> test)": (
        source: Value,
        test: Test,
        type: Type,
    ) => (argument(source), lazy(type, () => during(source, test, true))),
    "IEnumerable<T> TakeWhile<T>(this IEnumerable<T> source, Func<T, bool> test)": (
        source: Value,
        test: Test,
        type: Type,
    ) => (argument(source), lazy(type, () => during(source, test, false))),
    "IEnumerable<T> Reverse<T>(this IEnumerable<T> source)": (source: Value, type: Type) => (
        argument(source),
        lazy(type, () => listOf(source).reverse().values())
    ),
    "IEnumerable<R> Zip<T, U, R>(this IEnumerable<T> source, IEnumerable<U> other, Func<T, U, R> join)": (
        source: Value,
        other: Value,
        join: (left: Value, right: Value) => Value,
        _: Type,
        __: Type,
        type: Type,
    ) => (argument(source), lazy(type, () => zip(source, other, join))),
    "IEnumerable<T> DefaultIfEmpty<T>(this IEnumerable<T> source, T item)": (source: Value, item: Value, type: Type) =>
        lazy(type, () => (listOf(source).length > 0 ? itemsOf(source) : [item].values())),
    "IEnumerable<T> Cast<T>(this IEnumerable<object> source)": (source: Value, type: Type) => (
        argument(source),
        lazy(type, () => select(source, (item) => cast(item, type)))
    ),
    "IEnumerable<T> OfType<T>(this IEnumerable<object> source)": (source: Value, type: Type) => (
        argument(source),
        lazy(type, () => where(source, (item) => isInstance(item, type)))
    ),
    "IOrderedEnumerable<T> OrderBy<T, K>(this IEnumerable<T> source, Func<T, K> key)": (
        source: Value,
        key: Select,
        type: Type,
    ) => ordered(type, source, by(key, false)),
    "IOrderedEnumerable<T> OrderBy<T, K>(this IEnumerable<T> source, Func<T, K> key, IComparer<K> comparer)": (
        source: Value,
        key: Select,
        comparer: Comparer,
        type: Type,
    ) => ordered(type, source, by(key, false, comparer)),
    "IOrderedEnumerable<T> OrderByDescending<T, K>(this IEnumerable<T> source, Func<T, K> key)": (
        source: Value,
        key: Select,
        type: Type,
    ) => ordered(type, source, by(key, true)),
    "IOrderedEnumerable<T> OrderByDescending<T, K>(this IEnumerable<T> source, Func<T, K> key, IComparer<K> comparer)":
        (source: Value, key: Select, comparer: Comparer, type: Type) => ordered(type, source, by(key, true, comparer)),
    "IOrderedEnumerable<T> ThenBy<T, K>(this IOrderedEnumerable<T> source, Func<T, K> key)": (
        source: Sequence,
        key: Select,
    ) => then(source, by(key, false)),
    "IOrderedEnumerable<T> ThenBy<T, K>(this IOrderedEnumerable<T> source, Func<T, K> key, IComparer<K> comparer)": (
        source: Sequence,
        key: Select,
        comparer: Comparer,
    ) => then(source, by(key, false, comparer)),
    "IOrderedEnumerable<T> ThenByDescending<T, K>(this IOrderedEnumerable<T> source, Func<T, K> key)": (
        source: Sequence,
        key: Select,
    ) => then(source, by(key, true)),
    "IOrderedEnumerable<T> ThenByDescending<T, K>(this IOrderedEnumerable<T> source, Func<T, K> key, IComparer<K> comparer)":
        (source: Sequence, key: Select, comparer: Comparer) => then(source, by(key, true, comparer)),
    "IEnumerable<IGrouping<K, T>> GroupBy<T, K>(this IEnumerable<T> source, Func<T, K> key)": (
        source: Value,
        key: Select,
        type: Type,
        keyType: Type,
    ) => (argument(source), grouped(source, key, type, keyType)),
    "static IEnumerable<int> Range(int start, int count)": (start: number, count: number) => {
        if (count < 0) throw exceptions.outOfRange();
        return lazy(typeNamed("Int32"), () => counted(start, count));
    },
    "static IEnumerable<T> Repeat<T>(T item, int count)": (item: Value, count: number, type: Type) => {
        if (count < 0) throw exceptions.outOfRange();
        checkLength(count);
        return lazy(type, () =>
            select(
                lazy(type, () => counted(0, count)),
                () => item,
            ),
        );
    },
    "static IEnumerable<T> Empty<T>()": (type: Type) => arrayOf(type, []),
};

/** `Enumerable`: the methods of LINQ that give sequences, and those of `enumerableResults`. */
export const enumerable: readonly TypeTable[] = [
    { name: "System.Linq.IGrouping<K, T>", kind: "interface", bases: ["IEnumerable<T>"], missing: "Key" },
    {
        name: "System.Linq.Enumerable",
        kind: "static",
        members: { ...sequences, ...enumerableResults },
        missing:
            "DefaultIfEmpty Distinct Except GroupBy GroupJoin Intersect Join LongCount SelectMany SequenceEqual SkipWhile TakeWhile ToDictionary ToLookup Union",
    },
];
