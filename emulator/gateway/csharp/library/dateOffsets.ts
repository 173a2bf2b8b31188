import { convertDate } from "../convertValues";
import type { TypeTable } from "../signatures";
import { DateTime, DateTimeOffset, ticksPerDay, ticksPerSecond, TimeSpan } from "../times";
import { argument, type OtherNumeric } from "../values";
import { added, comparisons, now, part, perHour, perMillisecond, perMinute, time } from "./dates";

/** DateTimeOffset. */

const offset: TypeTable["members"] = {
    "new(DateTime date)": (date: DateTime) => new DateTimeOffset(date, new TimeSpan(0n)),
    "new(DateTime date, TimeSpan offset)": (date: DateTime, other: TimeSpan) =>
        new DateTimeOffset(new DateTime(date.ticks), other),
    "new(int year, int month, int day, int hour, int minute, int second, TimeSpan offset)": (
        year: number,
        month: number,
        day: number,
        hour: number,
        minute: number,
        second: number,
        other: TimeSpan,
    ) => new DateTimeOffset(DateTime.of(year, month, day, time(hour, minute, second)), other),
    "static DateTimeOffset UtcNow": () => new DateTimeOffset(new DateTime(now().ticks), new TimeSpan(0n)),
    "static DateTimeOffset Now": () => new DateTimeOffset(new DateTime(now().ticks), new TimeSpan(0n)),
    "static DateTimeOffset FromUnixTimeSeconds(long seconds)": (seconds: bigint) => unix(seconds, ticksPerSecond),
    "static DateTimeOffset FromUnixTimeMilliseconds(long milliseconds)": (milliseconds: bigint) =>
        unix(milliseconds, perMillisecond),
    "static DateTimeOffset Parse(string text)": (text: string) =>
        new DateTimeOffset(new DateTime(convertDate(argument(text)).ticks), new TimeSpan(0n)),
    "long ToUnixTimeSeconds()": (self: DateTimeOffset) => floored(self.utc.unixTicks, ticksPerSecond),
    "long ToUnixTimeMilliseconds()": (self: DateTimeOffset) => floored(self.utc.unixTicks, perMillisecond),
    "DateTime DateTime": (self: DateTimeOffset) => new DateTime(self.local.ticks),
    "DateTime UtcDateTime": (self: DateTimeOffset) => self.utc,
    "DateTime Date": (self: DateTimeOffset) => new DateTime(self.local.ticks - self.local.parts.time),
    "TimeSpan Offset": (self: DateTimeOffset) => self.offset,
    "int Year": (self: DateTimeOffset) => self.local.parts.year,
    "int Month": (self: DateTimeOffset) => self.local.parts.month,
    "int Day": (self: DateTimeOffset) => self.local.parts.day,
    "int Hour": (self: DateTimeOffset) => part(perHour, 24n)(self.local),
    "int Minute": (self: DateTimeOffset) => part(perMinute, 60n)(self.local),
    "int Second": (self: DateTimeOffset) => part(ticksPerSecond, 60n)(self.local),
    "DateTimeOffset Add(TimeSpan span)": (self: DateTimeOffset, other: TimeSpan) =>
        new DateTimeOffset(self.local.add(other.ticks), self.offset),
    "DateTimeOffset AddSeconds(double count)": (self: DateTimeOffset, count: OtherNumeric) =>
        new DateTimeOffset(added(ticksPerSecond)(self.local, count), self.offset),
    "DateTimeOffset AddMinutes(double count)": (self: DateTimeOffset, count: OtherNumeric) =>
        new DateTimeOffset(added(perMinute)(self.local, count), self.offset),
    "DateTimeOffset AddHours(double count)": (self: DateTimeOffset, count: OtherNumeric) =>
        new DateTimeOffset(added(perHour)(self.local, count), self.offset),
    "DateTimeOffset AddDays(double count)": (self: DateTimeOffset, count: OtherNumeric) =>
        new DateTimeOffset(added(ticksPerDay)(self.local, count), self.offset),
    "static TimeSpan op_Subtraction(DateTimeOffset left, DateTimeOffset right)": (
        left: DateTimeOffset,
        right: DateTimeOffset,
    ) => new TimeSpan(left.utc.ticks - right.utc.ticks),
    "static implicit operator DateTimeOffset(DateTime date)": (date: DateTime) =>
        new DateTimeOffset(new DateTime(date.ticks), new TimeSpan(0n)),
    ...comparisons("DateTimeOffset", (value: DateTimeOffset) => value.utc.ticks),
};

function unix(count: bigint, unit: bigint): DateTimeOffset {
    return new DateTimeOffset(DateTime.fromUnix(0, "Unspecified").add(count * unit), new TimeSpan(0n));
}

function floored(ticks: bigint, unit: bigint): bigint {
    return (ticks - (((ticks % unit) + unit) % unit)) / unit;
}

/** `DateTimeOffset`. */
export const dateOffsets: readonly TypeTable[] = [
    {
        name: "System.DateTimeOffset",
        kind: "struct",
        bases: ["IComparable"],
        zero: new DateTimeOffset(new DateTime(0n), new TimeSpan(0n)),
        members: offset,
        missing:
            "new AddMilliseconds AddMonths AddTicks AddYears DayOfWeek DayOfYear LocalDateTime MaxValue Millisecond MinValue Parse ParseExact Subtract Ticks TimeOfDay ToFileTime ToLocalTime ToOffset ToString ToUniversalTime TryParse TryParseExact UtcTicks EqualsExact",
    },
];
