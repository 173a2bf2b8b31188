/** A point in time as .NET's DateTimeOffset has it. */
export interface DateTime {
    /** E.g. `2024-01-31`. */
    readonly date: string;
    /** Time of the day with seven decimals, e.g. `13:45:00.0000000`. */
    readonly time: string;
    /** E.g. `+00:00`. */
    readonly offset: string;
}

/**
 * `DateTimeOffset.TryParse` in the invariant culture, where months come before days. Of the many forms that it takes,
 * these: numbers with or without a year, names of months, times with or without a date. Record dates-of-the-importer.
 * @param now milliseconds since 1970: the day and the year of what does not tell its own; the service runs in UTC
 */
export function parseDate(text: string, now: number): DateTime | undefined {
    const trimmed = text.trim();
    const zone = /(?<=\d|am|pm) ?(?:z|gmt|([+-]\d{1,2})(?::?(\d{2}))?)$/i.exec(trimmed);
    const time = timeForms.exec(zone ? trimmed.slice(0, zone.index) : trimmed);
    // An offset belongs to a time: in `2024-01-31` there is none.
    if (!time) return dateTime(dayOf(trimmed, now), midnight, "+00:00");
    const before = trimmed.slice(0, time.index).trim();
    return dateTime(before === "" ? today(now) : dayOf(before, now), timeOf(time), offsetOf(zone));
}

/** As .NET prints it in full ("o"). */
export function inFull({ date, time, offset }: DateTime): string {
    return `${date}T${time}${offset}`;
}

/** Whether a time of day is the beginning of the day, so that the importer writes the date alone. */
export function isMidnight({ time }: DateTime): boolean {
    return /^[0:.]*$/.test(time);
}

type Day = readonly [year: number, month: number, day: number];

interface Time {
    readonly seconds: number;
    /** Of 100 ns. */
    readonly ticks: number;
}

const midnight: Time = { seconds: 0, ticks: 0 };
const timeForms =
    /(?:^|[T ])(?=\d{1,2}(?::| ?[ap]m))(?<hour>\d{1,2})(?:(?::(?<minute>\d{2}))(?::(?<second>\d{2})(?:[.,](?<fraction>\d+))?)?)? ?(?<half>am|pm)?$/i;
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const monthName =
    "(?<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|oct(?:ober)?|" +
    "nov(?:ember)?|dec(?:ember)?)";
const between = "(?: *[-/.,] *| +)";

const dayForms = [
    "(?<year>\\d{3,4})SEP(?<month>\\d{1,2})(?:SEP(?<day>\\d{1,2}))?",
    "(?<month>\\d{1,2})SEP(?<day>\\d{1,2})(?:SEP(?<year>\\d{1,4}))?",
    "(?<month>\\d{1,2})SEP(?<year>\\d{3,4})",
    "NAMESEP(?<day>\\d{1,2})(?:SEP(?<year>\\d{2,4}))?",
    "(?<day>\\d{1,2})SEPNAME(?:SEP(?<year>\\d{2,4}))?",
    "NAMESEP(?<year>\\d{3,4})",
].map((form) => new RegExp(`^${form.replaceAll("SEP", between).replace("NAME", monthName)}$`, "i"));

function dayOf(text: string, now: number): Day | undefined {
    for (const form of dayForms) {
        const { year, month, name, day = "1" } = form.exec(text)?.groups ?? {};
        if (month === undefined && name === undefined) continue;
        const monthNumber = name === undefined ? Number(month) : months.indexOf(name.slice(0, 3).toLowerCase()) + 1;
        return [year === undefined ? today(now)[0] : yearOf(year), monthNumber, Number(day)];
    }
    return undefined;
}

/** Two digits lie between 1950 and 2049. */
function yearOf(digits: string): number {
    const year = Number(digits);
    if (digits.length > 2) return year;
    return year < 50 ? 2000 + year : 1900 + year;
}

function today(now: number): Day {
    const date = new Date(now);
    return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
}

function timeOf({ groups = {} }: RegExpExecArray): Time | undefined {
    const { hour, minute, second = "0", fraction = "0", half } = groups;
    let hours = Number(hour);
    if (half !== undefined) {
        if (hours < 1 || hours > 12) return undefined;
        hours = (hours % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
    }
    if (hours > 23 || Number(minute ?? 0) > 59 || Number(second) > 59) return undefined;
    const seconds = (hours * 60 + Number(minute ?? 0)) * 60 + Number(second);
    return { seconds, ticks: Math.round(Number(`0.${fraction}`) * 1e7) };
}

function offsetOf(zone: RegExpExecArray | null): string | undefined {
    const [, hours = "+00", minutes = "00"] = zone ?? [];
    if (Math.abs(Number(hours)) > 14 || Number(minutes) > 59) return undefined;
    return `${hours[0]}${hours.slice(1).padStart(2, "0")}:${minutes}`;
}

function dateTime(day: Day | undefined, time: Time | undefined, offset: string | undefined): DateTime | undefined {
    if (day === undefined || time === undefined || offset === undefined) return undefined;
    const [year, month, dayOfMonth] = day;
    const moment = new Date(0);
    moment.setUTCFullYear(year, month - 1, dayOfMonth);
    if (year < 1 || moment.getUTCMonth() !== month - 1 || moment.getUTCDate() !== dayOfMonth) return undefined;
    // Rounding may reach the next second.
    const carried = time.ticks === 1e7 ? 1 : 0;
    moment.setUTCSeconds(time.seconds + carried);
    const [date = "", clock = ""] = moment.toISOString().slice(0, 19).split("T");
    return { date, time: `${clock}.${String(carried ? 0 : time.ticks).padStart(7, "0")}`, offset };
}
