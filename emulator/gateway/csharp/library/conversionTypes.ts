import { convertBoolean, convertDate, convertNumber, halfEven } from "../convertValues";
import { Decimal } from "../decimal";
import { exceptions } from "../exceptions";
import { compareNumbers, converted, raw, toNumber, type NumberKind } from "../numbers";
import type { TypeTable } from "../signatures";
import { argument, Char, double, textOf, type EnumValue, type Value } from "../values";

/** Convert, Math and BitConverter. */

const kinds: readonly [name: string, keyword: string, kind: NumberKind][] = [
    ["ToByte", "byte", "Byte"],
    ["ToSByte", "sbyte", "SByte"],
    ["ToInt16", "short", "Int16"],
    ["ToUInt16", "ushort", "UInt16"],
    ["ToInt32", "int", "Int32"],
    ["ToUInt32", "uint", "UInt32"],
    ["ToInt64", "long", "Int64"],
    ["ToUInt64", "ulong", "UInt64"],
    ["ToSingle", "float", "Single"],
    ["ToDouble", "double", "Double"],
    ["ToDecimal", "decimal", "Decimal"],
];

function inBase(text: string, base: number, kind: NumberKind): Value {
    if (![2, 8, 10, 16].includes(base)) throw exceptions.argument("Invalid Base.");
    if (text === null || base === 10) return convertNumber(text, kind);
    const bare = base === 16 ? text.replace(/^0x/i, "") : text;
    const digits = { 2: /^[01]+$/, 8: /^[0-7]+$/, 16: /^[0-9a-f]+$/i }[base as 2]!;
    if (!digits.test(bare) || bare.length > 64) throw exceptions.format("Could not find any recognizable digits.");
    const value = BigInt({ 2: "0b", 8: "0o", 16: "0x" }[base as 2]! + bare);
    const size = kind === "Int64" || kind === "UInt64" ? 64 : 32;
    if (BigInt.asUintN(size, value) !== value) throw exceptions.overflow();
    return converted(BigInt.asIntN(size, value), kind, false);
}

function textInBase(value: number, base: number): string {
    if (![2, 8, 10, 16].includes(base)) throw exceptions.argument("Invalid Base.");
    return base === 10 ? String(value) : (value >>> 0).toString(base);
}

const convert: Record<string, (...args: never[]) => Value> = {
    "static bool ToBoolean(object value)": convertBoolean,
    "static DateTime ToDateTime(object value)": convertDate,
    "static string ToString(object value)": textOf,
    "static string ToString(int value, int toBase)": textInBase,
    "static char ToChar(object value)": (value: Value) =>
        typeof value === "string" ? oneOf(value) : convertNumber(value, "Char"),
    "static string ToBase64String(byte[] bytes)": (bytes: Uint8Array) =>
        Buffer.from(argument(bytes)).toString("base64"),
    "static byte[] FromBase64String(string text)": (text: string) => {
        const bare = argument(text).replace(/[ \t\r\n]/g, "");
        if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(bare))
            throw exceptions.format("The input is not a valid Base-64 string.");
        return new Uint8Array(Buffer.from(bare, "base64"));
    },
};
for (const [name, keyword, kind] of kinds) {
    convert[`static ${keyword} ${name}(object value)`] = (value: Value) => convertNumber(value, kind);
    if (!["Single", "Double", "Decimal"].includes(kind))
        convert[`static ${keyword} ${name}(string text, int fromBase)`] = (text: string, base: number) =>
            inBase(text, base, kind);
}

function oneOf(text: string): Char {
    if (text.length !== 1) throw exceptions.format("String must be exactly one character long.");
    return new Char(text.charCodeAt(0));
}

type Compute = (value: number) => number;

const math: Record<string, (...args: never[]) => Value> = {
    "static double PI": () => double(Math.PI),
    "static double E": () => double(Math.E),
    "static double Pow(double value, double exponent)": (base: Value, exponent: Value) =>
        double(toNumber(base) ** toNumber(exponent)),
    "static double Atan2(double y, double x)": (y: Value, x: Value) => double(Math.atan2(toNumber(y), toNumber(x))),
    "static double Log(double value, double newBase)": (value: Value, base: Value) =>
        double(Math.log(toNumber(value)) / Math.log(toNumber(base))),
    "static decimal Floor(decimal value)": (value: Decimal) => value.floor(),
    "static decimal Ceiling(decimal value)": (value: Decimal) =>
        Decimal.of(-Decimal.of(-value.units, value.scale).floor().units),
    "static decimal Truncate(decimal value)": (value: Decimal) => Decimal.of(value.truncated()),
    "static double Round(double value)": (value: Value) => double(halfEven(toNumber(value))),
    "static double Round(double value, int digits)": (value: Value, digits: number) =>
        double(rounded(toNumber(value), digits, false)),
    "static double Round(double value, MidpointRounding mode)": (value: Value, mode: EnumValue) =>
        double(rounded(toNumber(value), 0, mode.value === 1)),
    "static double Round(double value, int digits, MidpointRounding mode)": (
        value: Value,
        digits: number,
        mode: EnumValue,
    ) => double(rounded(toNumber(value), digits, mode.value === 1)),
    "static decimal Round(decimal value)": (value: Decimal) => value.round(0, false),
    "static decimal Round(decimal value, int digits)": (value: Decimal, digits: number) => value.round(digits, false),
    "static decimal Round(decimal value, MidpointRounding mode)": (value: Decimal, mode: EnumValue) =>
        value.round(0, mode.value === 1),
    "static decimal Round(decimal value, int digits, MidpointRounding mode)": (
        value: Decimal,
        digits: number,
        mode: EnumValue,
    ) => value.round(digits, mode.value === 1),
};
for (const name of [
    "Sqrt",
    "Exp",
    "Log",
    "Log10",
    "Sin",
    "Cos",
    "Tan",
    "Asin",
    "Acos",
    "Atan",
    "Sinh",
    "Cosh",
    "Tanh",
]) {
    const compute = (Math as unknown as Record<string, Compute>)[name.toLowerCase()]!;
    math[`static double ${name}(double value)`] = (value: Value) => double(compute(toNumber(value)));
}
for (const [name, compute] of [
    ["Floor", Math.floor],
    ["Ceiling", Math.ceil],
    ["Truncate", Math.trunc],
] as const) {
    math[`static double ${name}(double value)`] = (value: Value) => double(compute(toNumber(value)));
}
for (const [, keyword, kind] of kinds) {
    math[`static ${keyword} Max(${keyword} left, ${keyword} right)`] = (left: Value, right: Value) =>
        compareNumbers(left, right) >= 0 || Number.isNaN(raw(left)) ? left : right;
    math[`static ${keyword} Min(${keyword} left, ${keyword} right)`] = (left: Value, right: Value) =>
        compareNumbers(left, right) <= 0 || Number.isNaN(raw(left)) ? left : right;
    if (kind.startsWith("U") || kind === "Byte") continue;
    const zero = converted(0, kind, false);
    math[`static ${keyword} Abs(${keyword} value)`] = (value: Value) =>
        compareNumbers(value, zero) < 0 ? negated(value, kind) : value;
    math[`static int Sign(${keyword} value)`] = (value: Value) => compareNumbers(value, zero);
}

function negated(value: Value, kind: NumberKind): Value {
    if (value instanceof Decimal) return Decimal.of(-value.units, value.scale);
    const number = raw(value) as number | bigint;
    return kind === "Double" || kind === "Single"
        ? converted(double(-Number(number)), kind, false)
        : converted(-BigInt(number), kind, true);
}

/** As .NET rounds: the value times a power of ten, to the nearest whole number. */
function rounded(value: number, digits: number, halfAway: boolean): number {
    if (digits < 0 || digits > 15) throw exceptions.outOfRange("Rounding digits must be between 0 and 15, inclusive.");
    if (Math.abs(value) >= 1e16) return value;
    const power = 10 ** digits;
    const scaled = value * power;
    const result = halfAway ? Math.sign(scaled) * Math.floor(Math.abs(scaled) + 0.5) : halfEven(scaled);
    return result / power;
}

/** `Convert`, `Math` and `BitConverter`. */
export const conversionTypes: readonly TypeTable[] = [
    {
        name: "System.Convert",
        kind: "static",
        members: convert,
        missing:
            "ChangeType FromBase64CharArray GetTypeCode IsDBNull ToBase64CharArray ToBase64String ToString ToBoolean ToDateTime ToChar DBNull",
    },
    { name: "System.Math", kind: "static", members: math, missing: "BigMul DivRem IEEERemainder Abs" },
    { name: "System.MidpointRounding", kind: "enum", constants: { ToEven: 0, AwayFromZero: 1 } },
    {
        name: "System.BitConverter",
        kind: "static",
        members: {
            "static string ToString(byte[] bytes)": (bytes: Uint8Array) =>
                Buffer.from(argument(bytes))
                    .toString("hex")
                    .toUpperCase()
                    .replace(/..(?!$)/g, "$&-"),
            "static bool IsLittleEndian": () => true,
        },
        missing:
            "DoubleToInt64Bits GetBytes Int64BitsToDouble ToBoolean ToChar ToDouble ToInt16 ToInt32 ToInt64 ToSingle ToString ToUInt16 ToUInt32 ToUInt64",
    },
];
