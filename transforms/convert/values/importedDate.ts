/**
 * What the importer makes of a text where no schema says that it is one: it takes whatever .NET can read as a date in
 * the invariant culture (OpenAPI.NET 1.6.31), `4.5` and `May 5` too. In words, because some dates are of the day or the
 * year of the import. Of a text that may be a date the answer is that it is one.
 * @returns undefined for a text that stays as it is
 */
export function importedDate(text: string): string | undefined {
    if (!dateLike.test(text) || !/[\p{L}\d]/u.test(text) || /^(\d+|\d{4}-(0\d|1[0-2])-([0-2]\d|3[01]))$/.test(text)) {
        return undefined;
    }
    const iso = isoTime.exec(text);
    if (iso) return timeInFull(iso, true);
    if (/^(0?[1-9]|1[0-2])[-/.,]\d{1,2}$/.test(text)) {
        const [month, day] = text.split(/[-/.,]/).map((part) => part.padStart(2, "0"));
        return `${month}-${day} of the year of the import`;
    }
    if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return `${text}-01`;
    if (/^\d{1,2}:\d\d(:\d\d)?$/.test(text)) return "that time on the day of the import";
    return "a date";
}

/** The same for a text of the format `date-time`, which is written with seven decimals and an offset, or `date`. */
export function importedInFormat(text: string, format: "date" | "date-time"): string | undefined {
    if (format === "date") return importedDate(text);
    const iso = isoTime.exec(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text);
    const becomes = iso ? timeInFull(iso, false) : importedDate(text);
    return becomes === text ? undefined : becomes;
}

/** Everything that .NET's words, digits and separators could make up; the suffixes are of Chinese, Japanese and Korean. */
const dateLike = new RegExp(
    "^(?:[\\d\\s/.,:+'\"#()\\u2212-]|(?:" +
        "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|oct(?:ober)?|" +
        "nov(?:ember)?|dec(?:ember)?|mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|" +
        "sat(?:urday)?|sun(?:day)?|[ap]m|a\\.d\\.|ad|gmt|utc|t|z)(?![a-z])|[年月日時时分秒년월일시분초])+$",
    "i",
);

const isoTime = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d+))?)?([Zz]|[+-]\d\d:?\d\d)?$/;

function timeInFull(
    [, date, minutes, seconds = "00", fraction = "", zone = "Z"]: string[],
    dateAlone: boolean,
): string {
    const ticks = String(Math.round(Number(`0.${fraction || 0}`) * 1e7)).padStart(7, "0");
    if (ticks.length > 7) return "the next second";
    if (dateAlone && /^[0:]*$/.test(`${minutes}${seconds}${ticks}`)) return date!;
    const offset = /^z$/i.test(zone) ? "+00:00" : zone.replace(/^(...):?/, "$1:");
    return `${date}T${minutes}:${seconds}.${ticks}${offset}`;
}
