import { Decimal } from "./decimal";
import { exceptions } from "./exceptions";
import { BigWhole } from "./bigWhole";
import { isoDate } from "./jsonReader";
import { converted, isIntegral, whole, type NumberKind } from "./numbers";
import { DateTime, DateTimeOffset } from "./times";
import { Char, double, EnumValue, OtherNumeric, textOf, type Value } from "./values";

/** What `Convert`, `Parse` and the casts of JSON make of a value. All throw CSharpException where .NET throws. */

/** `Convert.ToInt32(value)` and its like. */
export function convertNumber(value: Value, kind: NumberKind): Value {
    if (value === null || value === undefined) return converted(0, kind, true);
    if (typeof value === "string") return parseNumber(value, kind);
    if (typeof value === "boolean") return converted(value ? 1 : 0, kind, true);
    if (value instanceof BigWhole)
        return isIntegral(kind) ? whole(value.value, kind, true) : converted(value.value, kind, true);
    const isFloating = value instanceof OtherNumeric && (value.kind === "Double" || value.kind === "Single");
    if (value instanceof Char && !isIntegral(kind)) throw exceptions.invalidCast();
    if (!isIntegral(kind)) return numeric(value) ? converted(value, kind, true) : invalid();
    if (isFloating) return converted(double(halfEven(Number(value.value))), kind, true);
    if (value instanceof Decimal) return converted(value.round(0, false), kind, true);
    return numeric(value) ? converted(value, kind, true) : invalid();
}

function numeric(value: Value): boolean {
    return (
        ["number", "bigint"].includes(typeof value) ||
        value instanceof OtherNumeric ||
        value instanceof Decimal ||
        value instanceof EnumValue ||
        value instanceof Char
    );
}

function invalid(): never {
    throw exceptions.invalidCast();
}

/** To the nearest whole number, a half to the even one. */
export function halfEven(value: number): number {
    const floor = Math.floor(value);
    const difference = value - floor;
    if (difference < 0.5) return floor;
    return difference > 0.5 || floor % 2 !== 0 ? floor + 1 : floor;
}

/** `Parse` of a kind of number. */
export function parseNumber(text: string, kind: NumberKind): Value {
    const value = readNumber(text, kind);
    if (value === undefined) throw exceptions.format();
    if (value === "overflow") throw exceptions.overflow();
    return value;
}

/** `TryParse`. @returns null for what is no number of the kind */
export function tryNumber(text: string | null, kind: NumberKind): Value {
    const value = text === null || text === undefined ? undefined : readNumber(text, kind);
    return value === "overflow" ? null : (value ?? null);
}

function readNumber(text: string, kind: NumberKind): Value | "overflow" | undefined {
    const bare = text.replace(/^[\t-\r ]+|[\t-\r \0]+$/g, "");
    if (isIntegral(kind)) {
        if (!/^[+-]?\d+$/.test(bare)) return undefined;
        if (bare.length > 60) return "overflow";
        try {
            return whole(BigInt(bare.replace("+", "")), kind, true);
        } catch {
            return "overflow";
        }
    }
    const named = { NaN: NaN, Infinity: Infinity, "-Infinity": -Infinity }[bare];
    if (kind !== "Decimal" && named !== undefined) return converted(double(named), kind, false);
    if (!/^[+-]?(\d[\d,]*\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(bare)) return undefined;
    const digits = bare.replaceAll(",", "");
    if (kind !== "Decimal") return converted(double(Number(digits)), kind, false);
    if (/e/i.test(digits)) return undefined;
    try {
        return Decimal.parse(digits);
    } catch {
        return "overflow";
    }
}

/** `bool.TryParse`. @returns null for any other text */
export function tryBoolean(text: string | null): boolean | null {
    const bare = (text ?? "").replace(/^[\s\0]+|[\s\0]+$/g, "").toLowerCase();
    return bare === "true" ? true : bare === "false" ? false : null;
}

/** `Convert.ToBoolean`. */
export function convertBoolean(value: Value): boolean {
    if (value === null || value === undefined) return false;
    if (typeof value === "boolean") return value;
    if (typeof value === "string") {
        const parsed = tryBoolean(value);
        if (parsed === null) throw exceptions.format("String was not recognized as a valid Boolean.");
        return parsed;
    }
    if (value instanceof BigWhole) return value.value !== 0n;
    if (value instanceof Char || !numeric(value)) return invalid();
    const identity = converted(value, "Double", false);
    return (identity as OtherNumeric).value !== 0;
}

/** `DateTime.Parse` of the forms that ISO 8601 and the invariant culture have. */
export function parseDate(text: string): DateTime {
    const bare = text.trim();
    const iso = isoDate(
        bare.replace(/^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(?!:)/, "$1T$2:00").replace(/^(\d{4}-\d\d-\d\d) (?=\d)/, "$1T"),
    );
    // With a zone it becomes local time.
    if (iso) return iso.kind === "Utc" ? new DateTime(iso.ticks, "Local") : iso;
    const day = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(bare);
    if (day) return checkedDate(Number(day[1]), Number(day[2]), Number(day[3]), 0n);
    const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: (\d{1,2}):(\d\d)(?::(\d\d))?)?$/.exec(bare);
    if (slashed) {
        const [, month, date, year, hours = "0", minutes = "0", seconds = "0"] = slashed;
        const time = (BigInt(hours) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
        return checkedDate(Number(year), Number(month), Number(date), time * 10_000_000n);
    }
    const rfc = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(bare) ? Date.parse(bare) : NaN;
    if (Number.isNaN(rfc)) throw exceptions.format("String was not recognized as a valid DateTime.");
    return DateTime.fromUnix(rfc, "Local");
}

function checkedDate(year: number, month: number, day: number, time: bigint): DateTime {
    try {
        return DateTime.of(year, month, day, time);
    } catch {
        throw exceptions.format("String was not recognized as a valid DateTime.");
    }
}

/** `Convert.ToDateTime`. */
export function convertDate(value: Value): DateTime {
    if (value === null || value === undefined) return new DateTime(0n);
    if (value instanceof DateTime) return value;
    if (value instanceof DateTimeOffset) return value.local;
    return typeof value === "string" ? parseDate(value) : invalid();
}

/** `Convert.ToString`. */
export function convertText(value: Value): string {
    return textOf(value);
}
