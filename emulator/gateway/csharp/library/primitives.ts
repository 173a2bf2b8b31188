import { Decimal } from "../decimal";
import { exceptions } from "../exceptions";
import { formattedText } from "../formats";
import { compareNumbers, converted, type NumberKind } from "../numbers";
import { parseNumber, tryBoolean, tryNumber } from "../convertValues";
import type { TypeTable } from "../signatures";
import type { Type } from "../types";
import { argument, double, equals, OtherNumeric, textOf, type Value } from "../values";

/** A cell that an `out` argument fills. */
export interface Out {
    value: Value;
}

/** object, bool and the numbers. */

const bounds: Readonly<Partial<Record<NumberKind, readonly [Value, Value]>>> = {
    Byte: [small("Byte", 0), small("Byte", 255)],
    SByte: [small("SByte", -128), small("SByte", 127)],
    Int16: [small("Int16", -32768), small("Int16", 32767)],
    UInt16: [small("UInt16", 0), small("UInt16", 65535)],
    Int32: [-2147483648, 2147483647],
    UInt32: [small("UInt32", 0), small("UInt32", 4294967295)],
    Int64: [-(2n ** 63n), 2n ** 63n - 1n],
    UInt64: [new OtherNumeric("UInt64", 0n), new OtherNumeric("UInt64", 2n ** 64n - 1n)],
    Single: [small("Single", -3.4028234663852886e38), small("Single", 3.4028234663852886e38)],
    Double: [double(-Number.MAX_VALUE), double(Number.MAX_VALUE)],
    Decimal: [Decimal.of(-(2n ** 96n) + 1n), Decimal.of(2n ** 96n - 1n)],
};

function small(kind: "Byte" | "SByte" | "Int16" | "UInt16" | "UInt32" | "Single", value: number): OtherNumeric {
    return new OtherNumeric(kind, value);
}

function numberTable(kind: NumberKind, keyword: string, more: TypeTable["members"] = {}): TypeTable {
    const [least, most] = bounds[kind]!;
    return {
        name: `System.${kind}`,
        kind: "struct",
        bases: ["IComparable"],
        zero: converted(0, kind, false),
        members: {
            [`static ${keyword} MinValue`]: () => least,
            [`static ${keyword} MaxValue`]: () => most,
            [`static ${keyword} Parse(string text)`]: (text: string) => parseNumber(argument(text), kind),
            [`static bool TryParse(string text, out ${keyword} result)`]: (text: string | null, result: Out) => {
                const value = tryNumber(text, kind);
                result.value = value ?? converted(0, kind, false);
                return value !== null;
            },
            "string ToString(string format)": (self: Value, format: string) => formattedText(self, format),
            [`int CompareTo(${keyword} other)`]: (self: Value, other: Value) => compareNumbers(self, other),
            [`bool Equals(${keyword} other)`]: (self: Value, other: Value) => equals(self, other),
            ...more,
        },
        missing: "Parse TryParse ToString GetHashCode GetTypeCode CompareTo",
    };
}

function floating(kind: "Single" | "Double", keyword: string): TypeTable {
    const make = (value: number): Value => new OtherNumeric(kind, value);
    const valueOf = ({ value }: OtherNumeric): number => Number(value);
    return numberTable(kind, keyword, {
        [`static ${keyword} NaN`]: () => make(NaN),
        [`static ${keyword} Epsilon`]: () => make(kind === "Double" ? 5e-324 : 1.401298464324817e-45),
        [`static ${keyword} PositiveInfinity`]: () => make(Infinity),
        [`static ${keyword} NegativeInfinity`]: () => make(-Infinity),
        [`static bool IsNaN(${keyword} value)`]: (value: OtherNumeric) => Number.isNaN(valueOf(value)),
        [`static bool IsInfinity(${keyword} value)`]: (value: OtherNumeric) => Math.abs(valueOf(value)) === Infinity,
    });
}

const decimalTable = numberTable("Decimal", "decimal", {
    "static decimal Zero": () => Decimal.of(0n),
    "static decimal One": () => Decimal.of(1n),
    "static decimal Round(decimal value)": (value: Decimal) => value.round(0, false),
    "static decimal Round(decimal value, int digits)": (value: Decimal, digits: number) => value.round(digits, false),
    "static decimal Floor(decimal value)": (value: Decimal) => value.floor(),
    "static decimal Truncate(decimal value)": (value: Decimal) => Decimal.of(value.truncated()),
});

/** `object`, `bool`, `char`, the numbers and what every value has. */
export const primitives: readonly TypeTable[] = [
    {
        name: "System.Object",
        kind: "class",
        members: {
            "string ToString()": textOf,
            "bool Equals(object other)": (self: Value, other: Value) => equals(self, other),
            "static bool Equals(object left, object right)": (left: Value, right: Value) =>
                equals(left ?? null, right ?? null),
            "static bool ReferenceEquals(object left, object right)": (left: Value, right: Value) =>
                left === right && typeof left !== "number",
        },
        missing: "GetHashCode GetType",
    },
    { name: "System.Void", kind: "special" },
    { name: "System.IComparable", kind: "interface", missing: "CompareTo" },
    { name: "System.Numerics.BigInteger", kind: "struct" },
    {
        name: "System.Nullable<T>",
        kind: "struct",
        members: {
            "bool HasValue": (self: Value) => self !== null,
            "T Value": (self: Value) => {
                if (self === null) throw exceptions.invalidOperation("Nullable object must have a value.");
                return self;
            },
            "T GetValueOrDefault()": (self: Value, type: Type) => self ?? type.def.zero ?? null,
            "T GetValueOrDefault(T byDefault)": (self: Value, byDefault: Value) => self ?? byDefault,
        },
        missing: "GetHashCode",
    },
    {
        name: "System.Boolean",
        kind: "struct",
        bases: ["IComparable"],
        zero: false,
        members: {
            "static string TrueString": () => "True",
            "static string FalseString": () => "False",
            "static bool Parse(string text)": (text: string) => {
                const value = tryBoolean(argument(text));
                if (value === null) throw exceptions.format("String was not recognized as a valid Boolean.");
                return value;
            },
            "static bool TryParse(string text, out bool result)": (text: string | null, result: Out) => {
                const value = tryBoolean(text);
                result.value = value ?? false;
                return value !== null;
            },
            "bool Equals(bool other)": (self: boolean, other: boolean) => self === other,
            "int CompareTo(bool other)": (self: boolean, other: boolean) => Number(self) - Number(other),
        },
        missing: "ToString CompareTo GetHashCode GetTypeCode",
    },
    numberTable("Byte", "byte"),
    numberTable("SByte", "sbyte"),
    numberTable("Int16", "short"),
    numberTable("UInt16", "ushort"),
    numberTable("Int32", "int"),
    numberTable("UInt32", "uint"),
    numberTable("Int64", "long"),
    numberTable("UInt64", "ulong"),
    floating("Single", "float"),
    floating("Double", "double"),
    {
        ...decimalTable,
        missing: `${decimalTable.missing} Add Subtract Multiply Divide Remainder Negate Compare Ceiling MinusOne GetBits new`,
    },
];
