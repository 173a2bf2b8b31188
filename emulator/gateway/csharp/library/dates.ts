import { parseDate } from "../convertValues";
import { exceptions } from "../exceptions";
import { formattedText } from "../formats";
import { toNumber } from "../numbers";
import type { TypeTable } from "../signatures";
import { DateTime, daysInMonth, ticksPerDay, ticksPerSecond, TimeSpan } from "../times";
import { typeNamed } from "../typeRegistry";
import { argument, double, EnumValue, type OtherNumeric, type Value } from "../values";
import type { Out } from "./primitives";

/** DateTime, TimeSpan and what belongs to them. */

const kinds = ["Unspecified", "Utc", "Local"] as const;
const weekdays = { Sunday: 0, Monday: 1, Tuesday: 2, Wednesday: 3, Thursday: 4, Friday: 5, Saturday: 6 };
/** Ticks of 100 nanoseconds in an hour. */
export const perHour = 3600n * ticksPerSecond;
/** Ticks of 100 nanoseconds in a minute. */
export const perMinute = 60n * ticksPerSecond;
/** Ticks of 100 nanoseconds in a millisecond. */
export const perMillisecond = 10_000n;

/** The time in UTC, to the millisecond. */
export function now(): DateTime {
    return DateTime.fromUnix(Date.now());
}

/** A time of day in ticks. @throws an ArgumentOutOfRangeException of C# */
export function time(hours: number, minutes: number, seconds: number, milliseconds = 0): bigint {
    const fits =
        hours >= 0 &&
        hours < 24 &&
        minutes >= 0 &&
        minutes < 60 &&
        seconds >= 0 &&
        seconds < 60 &&
        milliseconds >= 0 &&
        milliseconds < 1000;
    if (!fits)
        throw exceptions.outOfRange("Hour, Minute, and Second parameters describe an un-representable DateTime.");
    return BigInt((hours * 60 + minutes) * 60 + seconds) * ticksPerSecond + BigInt(milliseconds) * perMillisecond;
}

/** AddDays and its like, to the tick. .NET Framework rounds to milliseconds; a whole number is the same in both. */
export function added(unit: bigint): (self: DateTime, count: OtherNumeric) => DateTime {
    return (self, count) => self.add(TimeSpan.of(toNumber(count), unit).ticks);
}

/** Reads a part of the time of day. @param unit its ticks @param limit how many of it the next larger unit has */
export function part(unit: bigint, limit: bigint): (self: DateTime) => number {
    return (self) => Number((self.parts.time / unit) % limit);
}

/** The operators that compare two values of a type by their ticks. @param keyword the type, as signatures name it */
export function comparisons(keyword: string, ticksOf: (value: never) => bigint): TypeTable["members"] {
    const operators = {
        LessThan: (order: bigint) => order < 0n,
        GreaterThan: (order: bigint) => order > 0n,
        LessThanOrEqual: (order: bigint) => order <= 0n,
        GreaterThanOrEqual: (order: bigint) => order >= 0n,
        Equality: (order: bigint) => order === 0n,
        Inequality: (order: bigint) => order !== 0n,
    };
    const members = Object.entries(operators).map(
        ([name, test]) =>
            [
                `static bool op_${name}(${keyword} left, ${keyword} right)`,
                (left: never, right: never) => test(ticksOf(left) - ticksOf(right)),
            ] as const,
    );
    return {
        ...Object.fromEntries(members),
        [`int CompareTo(${keyword} other)`]: (self: never, other: never) =>
            Number(
                BigInt.asIntN(
                    2,
                    ticksOf(self) - ticksOf(other) > 0n ? 1n : ticksOf(self) === ticksOf(other) ? 0n : -1n,
                ),
            ),
        [`bool Equals(${keyword} other)`]: (self: never, other: never) => ticksOf(self) === ticksOf(other),
        [`static int Compare(${keyword} left, ${keyword} right)`]: (left: never, right: never) =>
            Math.sign(Number(ticksOf(left) - ticksOf(right))),
        "string ToString(string format)": (self: Value, format: string) => formattedText(self, format),
    };
}

const dateTime: TypeTable["members"] = {
    "new(int year, int month, int day)": (year: number, month: number, day: number) => DateTime.of(year, month, day),
    "new(int year, int month, int day, int hour, int minute, int second)": (
        year: number,
        month: number,
        day: number,
        hour: number,
        minute: number,
        second: number,
    ) => DateTime.of(year, month, day, time(hour, minute, second)),
    "new(int year, int month, int day, int hour, int minute, int second, DateTimeKind kind)": (
        year: number,
        month: number,
        day: number,
        hour: number,
        minute: number,
        second: number,
        kind: EnumValue,
    ) => DateTime.of(year, month, day, time(hour, minute, second), kinds[kind.value]),
    "new(int year, int month, int day, int hour, int minute, int second, int millisecond)": (
        year: number,
        month: number,
        day: number,
        hour: number,
        minute: number,
        second: number,
        millisecond: number,
    ) => DateTime.of(year, month, day, time(hour, minute, second, millisecond)),
    "new(long ticks)": (ticks: bigint) => new DateTime(ticks),
    "static DateTime Now": () => new DateTime(now().ticks, "Local"),
    "static DateTime UtcNow": now,
    "static DateTime Today": () => now().add(-now().parts.time),
    "static DateTime MinValue": () => new DateTime(0n),
    "static DateTime MaxValue": () => new DateTime(3_155_378_975_999_999_999n),
    "static int DaysInMonth(int year, int month)": (year: number, month: number) => {
        if (year < 1 || year > 9999 || month < 1 || month > 12) throw exceptions.outOfRange();
        return daysInMonth(year, month);
    },
    "static bool IsLeapYear(int year)": (year: number) => daysInMonth(year, 2) === 29,
    "static DateTime Parse(string text)": (text: string) => parseDate(argument(text)),
    "int Year": (self: DateTime) => self.parts.year,
    "int Month": (self: DateTime) => self.parts.month,
    "int Day": (self: DateTime) => self.parts.day,
    "int Hour": part(perHour, 24n),
    "int Minute": part(perMinute, 60n),
    "int Second": part(ticksPerSecond, 60n),
    "int Millisecond": part(perMillisecond, 1000n),
    "long Ticks": (self: DateTime) => self.ticks,
    "DateTime Date": (self: DateTime) => self.add(-self.parts.time),
    "TimeSpan TimeOfDay": (self: DateTime) => new TimeSpan(self.parts.time),
    "DayOfWeek DayOfWeek": (self: DateTime) => new EnumValue(typeNamed("DayOfWeek"), self.parts.weekday),
    "int DayOfYear": (self: DateTime) =>
        Number((self.ticks - DateTime.of(self.parts.year, 1, 1).ticks) / ticksPerDay) + 1,
    "bool IsDaylightSavingTime()": () => false,
    "DateTime AddDays(double count)": added(ticksPerDay),
    "DateTime AddHours(double count)": added(perHour),
    "DateTime AddMinutes(double count)": added(perMinute),
    "DateTime AddSeconds(double count)": added(ticksPerSecond),
    "DateTime AddMilliseconds(double count)": added(perMillisecond),
    "DateTime AddTicks(long count)": (self: DateTime, count: bigint) => self.add(count),
    "DateTime AddMonths(int count)": (self: DateTime, count: number) => self.addMonths(count),
    "DateTime AddYears(int count)": (self: DateTime, count: number) => self.addMonths(count * 12),
    "DateTime Add(TimeSpan span)": (self: DateTime, span: TimeSpan) => self.add(span.ticks),
    "TimeSpan Subtract(DateTime other)": (self: DateTime, other: DateTime) => new TimeSpan(self.ticks - other.ticks),
    "DateTime Subtract(TimeSpan span)": (self: DateTime, span: TimeSpan) => self.add(-span.ticks),
    "static DateTime op_Addition(DateTime date, TimeSpan span)": (date: DateTime, span: TimeSpan) =>
        date.add(span.ticks),
    "static DateTime op_Subtraction(DateTime date, TimeSpan span)": (date: DateTime, span: TimeSpan) =>
        date.add(-span.ticks),
    "static TimeSpan op_Subtraction(DateTime left, DateTime right)": (left: DateTime, right: DateTime) =>
        new TimeSpan(left.ticks - right.ticks),
    ...comparisons("DateTime", ({ ticks }: DateTime) => ticks),
};

function fromUnits(unit: bigint): (count: OtherNumeric) => TimeSpan {
    return (count) => TimeSpan.of(toNumber(count), unit);
}

function total(unit: bigint): (self: TimeSpan) => Value {
    return ({ ticks }) => double(Number(ticks) / Number(unit));
}

function component(unit: bigint, limit: bigint): (self: TimeSpan) => number {
    return ({ ticks }) => Number((ticks / unit) % limit);
}

const span: TypeTable["members"] = {
    "new(long ticks)": (ticks: bigint) => new TimeSpan(ticks),
    "new(int hours, int minutes, int seconds)": (hours: number, minutes: number, seconds: number) =>
        new TimeSpan(BigInt((hours * 60 + minutes) * 60 + seconds) * ticksPerSecond),
    "new(int days, int hours, int minutes, int seconds, int milliseconds = 0)": (
        days: number,
        hours: number,
        minutes: number,
        seconds: number,
        milliseconds: number,
    ) =>
        new TimeSpan(
            BigInt(((days * 24 + hours) * 60 + minutes) * 60 + seconds) * ticksPerSecond +
                BigInt(milliseconds) * perMillisecond,
        ),
    "static TimeSpan Zero": () => new TimeSpan(0n),
    "static TimeSpan MaxValue": () => new TimeSpan(2n ** 63n - 1n),
    "static TimeSpan MinValue": () => new TimeSpan(-(2n ** 63n)),
    "static TimeSpan FromDays(double count)": fromUnits(ticksPerDay),
    "static TimeSpan FromHours(double count)": fromUnits(perHour),
    "static TimeSpan FromMinutes(double count)": fromUnits(perMinute),
    "static TimeSpan FromSeconds(double count)": fromUnits(ticksPerSecond),
    "static TimeSpan FromMilliseconds(double count)": fromUnits(perMillisecond),
    "static TimeSpan FromTicks(long count)": (count: bigint) => new TimeSpan(count),
    "static TimeSpan Parse(string text)": (text: string) => TimeSpan.parse(argument(text)),
    "static bool TryParse(string text, out TimeSpan result)": (text: string | null, result: Out) => {
        try {
            result.value = TimeSpan.parse(text ?? "");
            return true;
        } catch {
            result.value = new TimeSpan(0n);
            return false;
        }
    },
    "int Days": component(ticksPerDay, 2n ** 40n),
    "int Hours": component(perHour, 24n),
    "int Minutes": component(perMinute, 60n),
    "int Seconds": component(ticksPerSecond, 60n),
    "int Milliseconds": component(perMillisecond, 1000n),
    "long Ticks": ({ ticks }: TimeSpan) => ticks,
    "double TotalDays": total(ticksPerDay),
    "double TotalHours": total(perHour),
    "double TotalMinutes": total(perMinute),
    "double TotalSeconds": total(ticksPerSecond),
    "double TotalMilliseconds": total(perMillisecond),
    "TimeSpan Add(TimeSpan other)": (self: TimeSpan, other: TimeSpan) => new TimeSpan(self.ticks + other.ticks),
    "TimeSpan Subtract(TimeSpan other)": (self: TimeSpan, other: TimeSpan) => new TimeSpan(self.ticks - other.ticks),
    "TimeSpan Negate()": (self: TimeSpan) => new TimeSpan(-self.ticks),
    "TimeSpan Duration()": (self: TimeSpan) => new TimeSpan(self.ticks < 0n ? -self.ticks : self.ticks),
    "static TimeSpan op_Addition(TimeSpan left, TimeSpan right)": (left: TimeSpan, right: TimeSpan) =>
        new TimeSpan(left.ticks + right.ticks),
    "static TimeSpan op_Subtraction(TimeSpan left, TimeSpan right)": (left: TimeSpan, right: TimeSpan) =>
        new TimeSpan(left.ticks - right.ticks),
    "static TimeSpan op_UnaryNegation(TimeSpan value)": (value: TimeSpan) => new TimeSpan(-value.ticks),
    ...comparisons("TimeSpan", ({ ticks }: TimeSpan) => ticks),
};

/** `DateTime`, `TimeSpan` and what belongs to them. */
export const dates: readonly TypeTable[] = [
    {
        name: "System.DateTime",
        kind: "struct",
        bases: ["IComparable"],
        zero: new DateTime(0n),
        members: dateTime,
        missing:
            "new Parse ParseExact TryParse TryParseExact ToUniversalTime ToLocalTime Kind ToString SpecifyKind FromBinary FromFileTime ToBinary ToFileTime ToFileTimeUtc ToLongDateString ToLongTimeString ToShortDateString ToShortTimeString ToOADate FromOADate GetDateTimeFormats",
    },
    {
        name: "System.TimeSpan",
        kind: "struct",
        bases: ["IComparable"],
        zero: new TimeSpan(0n),
        members: span,
        missing:
            "Parse ParseExact TryParse TryParseExact ToString TicksPerDay TicksPerHour TicksPerMinute TicksPerSecond TicksPerMillisecond Compare",
    },
    { name: "System.DateTimeKind", kind: "enum", constants: { Unspecified: 0, Utc: 1, Local: 2 } },
    { name: "System.DayOfWeek", kind: "enum", constants: weekdays },
];
