import { exceptions } from "./exceptions";
import { typeNamed } from "./typeRegistry";
import type { Type } from "./types";
import { Instance } from "./values";

/** Ticks of 100 nanoseconds. */
export const ticksPerSecond = 10_000_000n;
/** Ticks of 100 nanoseconds in a day. */
export const ticksPerDay = 86_400n * ticksPerSecond;
const unixTicks = 621_355_968_000_000_000n;
const maxTicks = 3_155_378_975_999_999_999n;

/** What a `DateTime` says of its time zone. */
export type Kind = "Unspecified" | "Utc" | "Local";

/** Parts of a date. Months and days count from 1. */
export interface Parts {
    readonly year: number;
    readonly month: number;
    readonly day: number;
    /** 0 is Sunday. */
    readonly weekday: number;
    /** Ticks since midnight. */
    readonly time: bigint;
}

/** `DateTime`. The emulator's clock is UTC, local time as well. */
export class DateTime extends Instance {
    constructor(
        readonly ticks: bigint,
        readonly kind: Kind = "Unspecified",
    ) {
        super();
        if (ticks < 0n || ticks > maxTicks)
            throw exceptions.outOfRange("The time is not between the years 1 and 9999.");
    }

    static fromUnix(milliseconds: number, kind: Kind = "Utc"): DateTime {
        return new DateTime(BigInt(Math.round(milliseconds * 10_000)) + unixTicks, kind);
    }

    /** @throws CSharpException ArgumentOutOfRangeException for a date that is none */
    static of(year: number, month: number, day: number, time = 0n, kind: Kind = "Unspecified"): DateTime {
        if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month))
            throw exceptions.outOfRange("Year, Month, and Day parameters describe an un-representable DateTime.");
        return new DateTime(BigInt(utc(year, month, day)) * 10_000n + unixTicks + time, kind);
    }

    get type(): Type {
        return typeNamed("DateTime");
    }

    override get identity(): unknown {
        return `DateTime ${this.ticks}`;
    }

    get parts(): Parts {
        const time = this.ticks % ticksPerDay;
        const date = new Date(Number((this.ticks - time - unixTicks) / 10_000n));
        return {
            year: date.getUTCFullYear(),
            month: date.getUTCMonth() + 1,
            day: date.getUTCDate(),
            weekday: date.getUTCDay(),
            time,
        };
    }

    get unixMilliseconds(): number {
        return Number((this.ticks - unixTicks) / 10_000n);
    }

    get unixTicks(): bigint {
        return this.ticks - unixTicks;
    }

    add(ticks: bigint): DateTime {
        return new DateTime(this.ticks + ticks, this.kind);
    }

    addMonths(count: number): DateTime {
        const { year, month, day, time } = this.parts;
        const months = year * 12 + month - 1 + count;
        const [toYear, toMonth] = [Math.floor(months / 12), (((months % 12) + 12) % 12) + 1];
        if (toYear < 1 || toYear > 9999) throw exceptions.outOfRange();
        return DateTime.of(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth)), time, this.kind);
    }

    override toText(): string {
        const { year, month, day, time } = this.parts;
        return `${two(month)}/${two(day)}/${String(year).padStart(4, "0")} ${clock(time)}`;
    }
}

function utc(year: number, month: number, day: number): number {
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    return date.getTime();
}

/** Days of a month. @param month 1 is January */
export function daysInMonth(year: number, month: number): number {
    return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

/** At least two digits. */
export function two(value: number | bigint): string {
    return String(value).padStart(2, "0");
}

/** `HH:mm:ss` of ticks since midnight. */
export function clock(time: bigint): string {
    const seconds = time / ticksPerSecond;
    return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
}

/** `TimeSpan`. */
export class TimeSpan extends Instance {
    constructor(readonly ticks: bigint) {
        super();
        if (BigInt.asIntN(64, ticks) !== ticks)
            throw exceptions.overflow("TimeSpan overflowed because the duration is too long.");
    }

    /** @throws CSharpException OverflowException, ArgumentException for NaN */
    static of(value: number, ticksOfOne: bigint): TimeSpan {
        if (Number.isNaN(value)) throw exceptions.argument();
        const ticks = value * Number(ticksOfOne);
        if (!(Math.abs(ticks) < 9.3e18))
            throw exceptions.overflow("TimeSpan overflowed because the duration is too long.");
        return new TimeSpan(BigInt(Math.round(ticks)));
    }

    get type(): Type {
        return typeNamed("TimeSpan");
    }

    override get identity(): unknown {
        return `TimeSpan ${this.ticks}`;
    }

    override toText(): string {
        const size = this.ticks < 0n ? -this.ticks : this.ticks;
        const days = size / ticksPerDay;
        const fraction = size % ticksPerSecond;
        const tail = fraction === 0n ? "" : `.${String(fraction).padStart(7, "0")}`;
        return `${this.ticks < 0n ? "-" : ""}${days > 0n ? `${days}.` : ""}${clock(size % ticksPerDay)}${tail}`;
    }

    /** @throws CSharpException FormatException */
    static parse(text: string): TimeSpan {
        const found = /^\s*(-?)(?:(\d{1,8})\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?\s*$/.exec(text);
        const days = found ? undefined : /^\s*(-?)(\d{1,8})\s*$/.exec(text);
        if (days) return new TimeSpan(BigInt(days[2]!) * ticksPerDay * (days[1] ? -1n : 1n));
        if (!found) throw exceptions.format("String was not recognized as a valid TimeSpan.");
        const [, sign, day = "0", hours = "0", minutes = "0", seconds = "0", fraction = ""] = found;
        if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59)
            throw exceptions.overflow("The TimeSpan string has a part that is out of range.");
        const whole = ((BigInt(day) * 24n + BigInt(hours)) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
        const ticks = whole * ticksPerSecond + BigInt(fraction.padEnd(7, "0"));
        return new TimeSpan(sign ? -ticks : ticks);
    }
}

/** `DateTimeOffset`. */
export class DateTimeOffset extends Instance {
    constructor(
        /** As the clock there shows it. */
        readonly local: DateTime,
        readonly offset: TimeSpan,
    ) {
        super();
    }

    get type(): Type {
        return typeNamed("DateTimeOffset");
    }

    get utc(): DateTime {
        return new DateTime(this.local.ticks - this.offset.ticks, "Utc");
    }

    override get identity(): unknown {
        return `DateTimeOffset ${this.utc.ticks}`;
    }

    override toText(): string {
        return `${this.local.toText()} ${offsetText(this.offset.ticks)}`;
    }
}

/** `+01:00`. */
export function offsetText(ticks: bigint): string {
    const minutes = (ticks < 0n ? -ticks : ticks) / (60n * ticksPerSecond);
    return `${ticks < 0n ? "-" : "+"}${two(minutes / 60n)}:${two(minutes % 60n)}`;
}

/** `Guid`. */
export class Guid extends Instance {
    private constructor(readonly text: string) {
        super();
    }

    /** @returns undefined for a text that is none */
    static parse(text: string): Guid | undefined {
        const bare = text.trim();
        const inner = /^\{(.*)\}$/.exec(bare)?.[1] ?? /^\((.*)\)$/.exec(bare)?.[1] ?? bare;
        const isDashed = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(inner);
        if (!isDashed && !(inner === bare && /^[0-9a-f]{32}$/i.test(inner))) return undefined;
        const digits = inner.replaceAll("-", "").toLowerCase();
        return new Guid(
            [
                digits.slice(0, 8),
                digits.slice(8, 12),
                digits.slice(12, 16),
                digits.slice(16, 20),
                digits.slice(20),
            ].join("-"),
        );
    }

    static readonly empty = new Guid("00000000-0000-0000-0000-000000000000");

    get type(): Type {
        return typeNamed("Guid");
    }

    override get identity(): unknown {
        return `Guid ${this.text}`;
    }

    override toText(): string {
        return this.text;
    }
}
