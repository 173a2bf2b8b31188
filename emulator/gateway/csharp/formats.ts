import { checkLength } from "./budget";
import { Decimal } from "./decimal";
import { exceptions } from "./exceptions";
import { customNumber, numberText } from "./numberFormats";
import { raw } from "./numbers";
import { dateText, timeSpanText } from "./timeFormats";
import { DateTime, DateTimeOffset, Guid, TimeSpan } from "./times";
import { Char, EnumValue, OtherNumeric, textOf, type Value } from "./values";

/** `ToString(format)` of anything that has one. */
export function formattedText(value: Value, format: string | null | undefined): string {
    if (format === null || format === undefined || format === "") return textOf(value);
    if (value instanceof DateTime) return dateText(value, format);
    if (value instanceof DateTimeOffset) return dateText(value.local, format, value.offset.ticks);
    if (value instanceof TimeSpan) return timeSpanText(value, format);
    if (value instanceof Guid) return guidText(value, format);
    if (value instanceof EnumValue) return enumText(value, format);
    const isNumber =
        typeof value === "number" ||
        typeof value === "bigint" ||
        value instanceof Decimal ||
        value instanceof OtherNumeric;
    if (!isNumber || value instanceof Char) return textOf(value);
    const isStandard = /^([a-zA-Z])(\d{0,2})$/.exec(format);
    return isStandard
        ? numberText(value, raw(value), isStandard[1]!, isStandard[2] === "" ? undefined : Number(isStandard[2]))
        : customNumber(raw(value), format);
}

function guidText({ text }: Guid, format: string): string {
    const bare = text.replaceAll("-", "");
    const forms: Readonly<Record<string, string>> = { D: text, N: bare, B: `{${text}}`, P: `(${text})` };
    const form = Object.hasOwn(forms, format.toUpperCase()) ? forms[format.toUpperCase()] : undefined;
    if (form === undefined) throw exceptions.format();
    return form;
}

function enumText(value: EnumValue, format: string): string {
    if (/^[gf]$/i.test(format)) return value.toText();
    if (/^d$/i.test(format)) return String(value.value);
    if (/^x$/i.test(format)) return value.value.toString(16).toUpperCase().padStart(8, "0");
    throw exceptions.format();
}

/** A hole of a composite format. @param width at least; negative: to the left */
export function formatted(value: Value, format: string | undefined, width: number): string {
    checkLength(Math.abs(width));
    const text = formattedText(value, format);
    return width < 0 ? text.padEnd(-width) : text.padStart(width);
}

/** `string.Format`. @throws CSharpException FormatException */
export function composite(format: string, values: readonly Value[]): string {
    let result = "";
    for (let at = 0; at < format.length;) {
        const character = format[at]!;
        if (format.startsWith("{{", at) || format.startsWith("}}", at)) {
            result += character;
            at += 2;
        } else if (character === "{") {
            const hole = /\{(\d{1,6}) *(?:, *(-?\d{1,6}))? *(?::([^{}]*))?\}/y;
            hole.lastIndex = at;
            const [whole, index, width, inner] = hole.exec(format) ?? [];
            if (whole === undefined || Number(index) >= values.length) throw exceptions.format();
            result += formatted(values[Number(index)], inner, Number(width ?? 0));
            checkLength(result.length);
            at += whole.length;
        } else if (character === "}") {
            throw exceptions.format();
        } else {
            result += character;
            at++;
        }
    }
    return result;
}
