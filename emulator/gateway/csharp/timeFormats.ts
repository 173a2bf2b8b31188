import { exceptions } from "./exceptions";
import { clock, offsetText, two, ticksPerDay, ticksPerSecond, type DateTime, type Kind, type TimeSpan } from "./times";

/** How DateTime, DateTimeOffset and TimeSpan are written in the invariant culture. */

const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const months = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const standard: Readonly<Record<string, string>> = {
    d: "MM/dd/yyyy",
    D: "dddd, dd MMMM yyyy",
    f: "dddd, dd MMMM yyyy HH:mm",
    F: "dddd, dd MMMM yyyy HH:mm:ss",
    g: "MM/dd/yyyy HH:mm",
    G: "MM/dd/yyyy HH:mm:ss",
    t: "HH:mm",
    T: "HH:mm:ss",
    M: "MMMM dd",
    m: "MMMM dd",
    Y: "yyyy MMMM",
    y: "yyyy MMMM",
    s: "yyyy'-'MM'-'dd'T'HH':'mm':'ss",
    u: "yyyy'-'MM'-'dd HH':'mm':'ss'Z'",
    R: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
    r: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
    o: "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
    O: "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
};

/**
 * @param offset of a DateTimeOffset, in ticks
 * @throws CSharpException FormatException for a format that .NET does not have
 */
export function dateText(date: DateTime, format: string, offset?: bigint): string {
    if (format.length === 1) {
        const custom = standard[format];
        if (!Object.hasOwn(standard, format) || custom === undefined) throw exceptions.format();
        return customDate(offset !== undefined && "RrU".includes(format) ? date.add(-offset) : date, custom, offset);
    }
    return customDate(date, format, offset);
}

function customDate(date: DateTime, format: string, offset: bigint | undefined): string {
    const { year, month, day, weekday, time } = date.parts;
    const hours = time / (3600n * ticksPerSecond);
    const [minutes, seconds] = [(time / (60n * ticksPerSecond)) % 60n, (time / ticksPerSecond) % 60n];
    const zone = (): string => (offset === undefined ? zoneText(date.kind) : offsetText(offset));
    return tokens(format, "dfFghHKmMstyz", (letter, count) => {
        const digits = (value: number | bigint): string => (count === 1 ? String(value) : two(value));
        switch (letter) {
            case "d":
                return count < 3 ? digits(day) : count === 3 ? days[weekday]!.slice(0, 3) : days[weekday]!;
            case "M":
                return count < 3 ? digits(month) : count === 3 ? months[month - 1]!.slice(0, 3) : months[month - 1]!;
            case "y":
                return count === 1
                    ? String(year % 100)
                    : count === 2
                      ? two(year % 100)
                      : String(year).padStart(count, "0");
            case "h":
                return digits(hours % 12n === 0n ? 12n : hours % 12n);
            case "H":
                return digits(hours);
            case "m":
                return digits(minutes);
            case "s":
                return digits(seconds);
            case "t":
                return (hours < 12n ? "AM" : "PM").slice(0, Math.min(count, 2));
            case "K":
                return zone();
            case "z": {
                const text = offset === undefined ? "+00:00" : offsetText(offset);
                return count > 2 ? text : count === 2 ? text.slice(0, 3) : `${text[0]}${Number(text.slice(1, 3))}`;
            }
            case "g":
                return "A.D.";
            default:
                return fraction(time, letter, count);
        }
    });
}

function zoneText(kind: Kind): string {
    return kind === "Utc" ? "Z" : kind === "Local" ? "+00:00" : "";
}

function fraction(time: bigint, letter: string, count: number): string {
    if (count > 7) throw exceptions.format();
    const text = String(time % ticksPerSecond)
        .padStart(7, "0")
        .slice(0, count);
    return letter === "f" ? text : text.replace(/0+$/, "");
}

/** A `TimeSpan` in a standard or custom format. @throws a FormatException of C# */
export function timeSpanText(span: TimeSpan, format: string): string {
    if (["", "c", "t", "T"].includes(format)) return span.toText();
    const size = span.ticks < 0n ? -span.ticks : span.ticks;
    const time = size % ticksPerDay;
    const sign = span.ticks < 0n ? "-" : "";
    if (format === "g" || format === "G") {
        const day = size / ticksPerDay;
        const ticks = String(size % ticksPerSecond).padStart(7, "0");
        if (format === "G") return `${sign}${day}:${clock(time)}.${ticks}`;
        const short = ticks.replace(/0+$/, "");
        return `${sign}${day > 0n ? `${day}:` : ""}${clock(time).replace(/^0/, "")}${short === "" ? "" : `.${short}`}`;
    }
    if (format.length === 1) throw exceptions.format();
    return tokens(
        format,
        "dhmsfF",
        (letter, count) => {
            const value = {
                d: size / ticksPerDay,
                h: time / (3600n * ticksPerSecond),
                m: (time / (60n * ticksPerSecond)) % 60n,
                s: (time / ticksPerSecond) % 60n,
            }[letter];
            return value === undefined ? fraction(time, letter, count) : String(value).padStart(count, "0");
        },
        true,
    );
}

/** @param strict whether every other character has to be quoted */
function tokens(
    format: string,
    letters: string,
    text: (letter: string, count: number) => string,
    strict = false,
): string {
    let result = "";
    for (let at = 0; at < format.length;) {
        const character = format[at]!;
        if (character === "\\") {
            result += format[at + 1] ?? "";
            at += 2;
        } else if (character === "'" || character === '"') {
            const end = format.indexOf(character, at + 1);
            if (end === -1) throw exceptions.format();
            result += format.slice(at + 1, end);
            at = end + 1;
        } else if (character === "%") {
            at++;
        } else if (letters.includes(character)) {
            let count = 1;
            while (format[at + count] === character) count++;
            result += text(character, count);
            // A point before a fraction that is empty goes with it.
            if (character === "F" && result.endsWith(".") && text(character, count) === "")
                result = result.slice(0, -1);
            at += count;
        } else {
            if (strict) throw exceptions.format();
            result += character;
            at++;
        }
    }
    return result;
}
