import { itemsOf } from "../collections";
import { Decimal } from "../decimal";
import { exceptions } from "../exceptions";
import { arithmetic, converted, toNumber, type NumberKind } from "../numbers";
import type { TypeTable } from "../signatures";
import { double, type Value } from "../values";
import { compareValues } from "./order";

/** Sum, Average, Min and Max, of numbers and of what a lambda makes of each item. */

const kinds: readonly [keyword: string, kind: NumberKind][] = [
    ["int", "Int32"],
    ["long", "Int64"],
    ["float", "Single"],
    ["double", "Double"],
    ["decimal", "Decimal"],
];

type Select = (value: Value) => Value;
const same: Select = (value) => value;

function present(source: Value, select: Select): Value[] {
    const values: Value[] = [];
    for (const item of itemsOf(source)) {
        const value = select(item);
        if (value !== null) values.push(value);
    }
    return values;
}

function sum(kind: NumberKind): (source: Value, select?: Select) => Value {
    const plus = arithmetic("+", kind, true)!;
    return (source, select) =>
        present(source, typeof select === "function" ? select : same).reduce(plus, converted(0, kind, false));
}

function average(kind: NumberKind, isNullable: boolean): (source: Value, select?: Select) => Value {
    return (source, select) => {
        const values = present(source, typeof select === "function" ? select : same);
        if (values.length === 0) {
            if (isNullable) return null;
            throw exceptions.invalidOperation("Sequence contains no elements");
        }
        if (kind === "Decimal") return (sum(kind)(source, select) as Decimal).by(Decimal.of(BigInt(values.length)));
        return converted(
            double(values.reduce<number>((total, value) => total + toNumber(value), 0) / values.length),
            kind === "Single" ? kind : "Double",
            false,
        );
    };
}

function extreme(direction: 1 | -1, throwsIfEmpty: boolean): (source: Value, select?: Select) => Value {
    return (source, select) => {
        const values = present(source, typeof select === "function" ? select : same);
        if (values.length === 0) {
            if (!throwsIfEmpty) return null;
            throw exceptions.invalidOperation("Sequence contains no elements");
        }
        return values.reduce((best, value) => (compareValues(value, best) * direction > 0 ? value : best));
    };
}

function members(): TypeTable["members"] {
    const all: Record<string, (source: Value, select?: Select) => Value> = {};
    for (const [keyword, kind] of kinds) {
        const result = kind === "Decimal" ? "decimal" : kind === "Single" ? "float" : "double";
        for (const mark of ["", "?"]) {
            const type = keyword + mark;
            const source = `this IEnumerable<${type}> source`;
            const by = `this IEnumerable<T> source, Func<T, ${type}> select`;
            all[`${type} Sum(${source})`] = all[`${type} Sum<T>(${by})`] = sum(kind);
            all[`${result}${mark} Average(${source})`] = all[`${result}${mark} Average<T>(${by})`] = average(
                kind,
                mark === "?",
            );
            all[`${type} Max(${source})`] = all[`${type} Max<T>(${by})`] = extreme(1, mark === "");
            all[`${type} Min(${source})`] = all[`${type} Min<T>(${by})`] = extreme(-1, mark === "");
        }
    }
    all["T Max<T>(this IEnumerable<T> source)"] = all["R Max<T, R>(this IEnumerable<T> source, Func<T, R> select)"] =
        extreme(1, false);
    all["T Min<T>(this IEnumerable<T> source)"] = all["R Min<T, R>(this IEnumerable<T> source, Func<T, R> select)"] =
        extreme(-1, false);
    return all;
}

/** The methods of LINQ over numbers, one for each type of number: `Sum`, `Average`, `Min` and `Max`. */
export const enumerableNumbers: readonly TypeTable[] = [
    { name: "System.Linq.EnumerableNumbers", kind: "static", members: members() },
];
