import { Decimal } from "./decimal";
import { exceptions } from "./exceptions";
import type { Type } from "./types";
import { Char, double, EnumValue, OtherNumeric, type OtherNumber, type Value } from "./values";

/** A type of number, and `char`, which computes as one. */
export type NumberKind = OtherNumber | "Int32" | "Int64" | "Decimal" | "Char";

/** Bits of the kinds of whole numbers; negative: with a sign. */
const bits: Readonly<Partial<Record<NumberKind, number>>> = {
    SByte: -8,
    Byte: 8,
    Int16: -16,
    UInt16: 16,
    Char: 16,
    Int32: -32,
    UInt32: 32,
    Int64: -64,
    UInt64: 64,
};
const others: readonly NumberKind[] = ["Single", "Double", "Decimal"];

/** Kinds that each converts to by itself (C# specification, 10.2.3). */
const implicit: Readonly<Record<NumberKind, readonly NumberKind[]>> = {
    SByte: ["Int16", "Int32", "Int64", ...others],
    Byte: ["Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", ...others],
    Int16: ["Int32", "Int64", ...others],
    UInt16: ["Int32", "UInt32", "Int64", "UInt64", ...others],
    Char: ["UInt16", "Int32", "UInt32", "Int64", "UInt64", ...others],
    Int32: ["Int64", ...others],
    UInt32: ["Int64", "UInt64", ...others],
    Int64: others,
    UInt64: others,
    Single: ["Double"],
    Double: [],
    Decimal: [],
};

/** What kind of number the type is; undefined for any other type. */
export function numberKind({ def: { name, kind } }: Type): NumberKind | undefined {
    if (kind !== "struct" || !name.startsWith("System.")) return undefined;
    const last = name.slice("System.".length);
    return Object.hasOwn(implicit, last) ? (last as NumberKind) : undefined;
}

/** Whether values of the type are whole numbers. */
export function isIntegral(kind: NumberKind): boolean {
    return bits[kind] !== undefined;
}

/** Whether C# converts every value of one type to another without a cast (C# 7.0, 6.1.2). */
export function widens(from: NumberKind, to: NumberKind): boolean {
    return implicit[from].includes(to);
}

/** The kind that operators compute in (C# specification, 12.4.7); undefined if there is none. */
export function promoted(left: NumberKind, right: NumberKind = left): NumberKind | undefined {
    const has = (kind: NumberKind): boolean => left === kind || right === kind;
    const signed = (kind: NumberKind): boolean => (bits[kind] ?? 0) < 0;
    if (has("Decimal")) return has("Single") || has("Double") ? undefined : "Decimal";
    if (has("Double")) return "Double";
    if (has("Single")) return "Single";
    if (has("UInt64")) return signed(left) || signed(right) ? undefined : "UInt64";
    if (has("Int64")) return "Int64";
    if (has("UInt32")) return signed(left) || signed(right) ? "Int64" : "UInt32";
    return "Int32";
}

/** What JavaScript computes with. */
export function raw(value: Value): number | bigint | Decimal {
    if (value instanceof OtherNumeric) return value.value;
    if (value instanceof Char) return value.code;
    if (value instanceof EnumValue) return value.value;
    return value as number | bigint | Decimal;
}

/** A value as a `double`, with the loss that a cast to it has. */
export function toNumber(value: Value): number {
    const found = raw(value);
    return found instanceof Decimal ? found.toNumber() : Number(found);
}

/** A whole number as a value of its kind. @throws CSharpException OverflowException if checked and too large */
export function whole(value: bigint, kind: NumberKind, checked: boolean): Value {
    const size = bits[kind]!;
    const wrapped = size < 0 ? BigInt.asIntN(-size, value) : BigInt.asUintN(size, value);
    if (checked && wrapped !== value) throw exceptions.overflow();
    if (kind === "Int64") return wrapped;
    if (kind === "Int32") return Number(wrapped);
    if (kind === "Char") return new Char(Number(wrapped));
    return new OtherNumeric(kind as OtherNumber, kind === "UInt64" ? wrapped : Number(wrapped));
}

/** A number as one of another kind, as a cast makes it. @throws CSharpException OverflowException */
export function converted(value: Value, to: NumberKind, checked: boolean): Value {
    const from = raw(value);
    if (to === "Double") return double(from instanceof Decimal ? from.toNumber() : Number(from));
    if (to === "Single")
        return new OtherNumeric("Single", Math.fround(from instanceof Decimal ? from.toNumber() : Number(from)));
    if (to === "Decimal") {
        if (from instanceof Decimal) return from;
        const isFloating = value instanceof OtherNumeric && (value.kind === "Double" || value.kind === "Single");
        return isFloating ? Decimal.fromNumber(Number(from)) : Decimal.of(BigInt(from));
    }
    if (from instanceof Decimal) return whole(from.truncated(), to, true);
    if (typeof from === "bigint") return whole(from, to, checked);
    if (to === "Int32" && from === (from | 0)) return from | 0;
    const truncated = Math.trunc(from);
    if (Number.isFinite(truncated)) {
        const fits = Math.abs(truncated) < 2 ** 64;
        if (fits || checked) return whole(BigInt(truncated), to, checked);
    }
    if (checked) throw exceptions.overflow();
    // What .NET Framework makes of a number that is none.
    const size = bits[to]!;
    return whole(size < 0 ? -(1n << BigInt(-size - 1)) : 0n, to, false);
}

type Operation = (left: Value, right: Value) => Value;

/** An operator in the kind that both operands have; undefined if the kind does not have it. */
export function arithmetic(operator: string, kind: NumberKind, checked: boolean): Operation | undefined {
    if (kind === "Decimal") return decimals[operator];
    if (kind === "Double" || kind === "Single") {
        const compute = floats[operator];
        const make =
            kind === "Double" ? double : (value: number): Value => new OtherNumeric("Single", Math.fround(value));
        return compute && ((left, right) => make(compute(toNumber(left), toNumber(right))));
    }
    if (kind === "Int32" && !checked && ints[operator]) return ints[operator] as Operation;
    const compute = wholes[operator];
    return (
        compute &&
        ((left, right) => whole(compute(BigInt(raw(left) as bigint), BigInt(raw(right) as bigint)), kind, checked))
    );
}

/** -1, 0 or 1; NaN where the two can't be compared. */
export function compareNumbers(left: Value, right: Value): number {
    const [a, b] = [raw(left), raw(right)];
    if (a instanceof Decimal && b instanceof Decimal) return a.compare(b);
    return a < b ? -1 : a > b ? 1 : a == b ? 0 : NaN;
}

/** `<<` and `>>`, whose right operand is an int. */
export function shifted(operator: string, kind: NumberKind): Operation {
    const size = kind === "Int64" || kind === "UInt64" ? 63 : 31;
    return (left, right) => {
        const by = BigInt((right as number) & size);
        const value = BigInt(raw(left) as bigint);
        return whole(operator === "<<" ? value << by : value >> by, kind, false);
    };
}

const ints: Readonly<Record<string, (left: number, right: number) => number>> = {
    "+": (left, right) => (left + right) | 0,
    "-": (left, right) => (left - right) | 0,
    "*": Math.imul,
    "&": (left, right) => left & right,
    "|": (left, right) => left | right,
    "^": (left, right) => left ^ right,
};

const wholes: Readonly<Record<string, (left: bigint, right: bigint) => bigint>> = {
    "+": (left, right) => left + right,
    "-": (left, right) => left - right,
    "*": (left, right) => left * right,
    "&": (left, right) => left & right,
    "|": (left, right) => left | right,
    "^": (left, right) => left ^ right,
    "/": (left, right) => left / divisor(right),
    "%": (left, right) => left % divisor(right),
};

function divisor(value: bigint): bigint {
    if (value === 0n) throw exceptions.divideByZero();
    return value;
}

const floats: Readonly<Record<string, (left: number, right: number) => number>> = {
    "+": (left, right) => left + right,
    "-": (left, right) => left - right,
    "*": (left, right) => left * right,
    "/": (left, right) => left / right,
    "%": (left, right) => left % right,
};

const decimals: Readonly<Record<string, Operation>> = {
    "+": (left, right) => (left as Decimal).plus(right as Decimal),
    "-": (left, right) => (left as Decimal).minus(right as Decimal),
    "*": (left, right) => (left as Decimal).times(right as Decimal),
    "/": (left, right) => (left as Decimal).by(right as Decimal),
    "%": (left, right) => (left as Decimal).remainder(right as Decimal),
};
