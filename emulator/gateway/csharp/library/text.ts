import { checkLength } from "../budget";
import { ArrayValue, itemsOf, listOf } from "../collections";
import { exceptions } from "../exceptions";
import { composite } from "../formats";
import type { TypeTable } from "../signatures";
import { typeNamed } from "../typeRegistry";
import { argument, Char, textOf, type EnumValue, type Value } from "../values";
import { comparer, ignoresCase, compareTexts } from "./comparers";

/** string. */

/** Blanks of .NET. */
export const blank = /[\s\x85]/;

/** An array of texts as C# has it. */
export function texts(items: readonly string[]): ArrayValue {
    return new ArrayValue(typeNamed("String"), [...items]);
}

function checked(text: string): string {
    checkLength(text.length);
    return text;
}

function trimmed(text: string, characters: ArrayValue | null, start: boolean, end: boolean): string {
    const set = characters && characters.items.length > 0 ? new Set(characters.items.map(textOf)) : undefined;
    const drops = (character: string): boolean => (set ? set.has(character) : blank.test(character));
    let [from, to] = [0, text.length];
    while (start && from < to && drops(text[from]!)) from++;
    while (end && to > from && drops(text[to - 1]!)) to--;
    return text.slice(from, to);
}

function split(text: string, separators: readonly string[], most: number, options: EnumValue | undefined): ArrayValue {
    const dropsEmpty = options !== undefined && (options.value & 1) === 1;
    if (most < 0) throw exceptions.outOfRange();
    const known = separators.filter((separator) => separator !== "");
    const parts: string[] = [];
    let from = 0;
    for (let at = 0; at < text.length;) {
        const found =
            known.length > 0
                ? known.find((separator) => text.startsWith(separator, at))
                : separators.length === 0 && blank.test(text[at]!)
                  ? text[at]
                  : undefined;
        if (found === undefined) {
            at++;
            continue;
        }
        const part = text.slice(from, at);
        if (!dropsEmpty || part !== "") {
            if (parts.length >= most - 1) break;
            parts.push(part);
        }
        at += found.length;
        from = at;
    }
    const rest = text.slice(from);
    if (most > 0 && (!dropsEmpty || rest !== "")) parts.push(rest);
    return texts(parts);
}

function separators(value: ArrayValue | null): string[] {
    return (value?.items ?? []).map(textOf);
}

function slice(text: string, start: number, length: number): string {
    if (start < 0 || length < 0 || start + length > text.length) throw exceptions.outOfRange();
    return text.substr(start, length);
}

function joined(separator: string | null, values: Iterable<Value>): string {
    let result = "";
    let isFirst = true;
    for (const value of values) {
        result = checked(result + (isFirst ? "" : (separator ?? "")) + textOf(value));
        isFirst = false;
    }
    return result;
}

function indexOf(text: string, part: string, from: number, comparison?: EnumValue): number {
    if (from < 0 || from > text.length) throw exceptions.outOfRange();
    if (!comparison || !ignoresCase(comparison)) return text.indexOf(argument(part), from);
    return text.toLowerCase().indexOf(argument(part).toLowerCase(), from);
}

const stringMembers: TypeTable["members"] = {
    "new(char character, int count)": (character: Char, count: number) => {
        if (count < 0) throw exceptions.outOfRange();
        checkLength(count);
        return textOf(character).repeat(count);
    },
    "new(char[] characters)": (characters: ArrayValue | null) => separators(characters).join(""),
    "new(char[] characters, int start, int length)": (characters: ArrayValue, start: number, length: number) =>
        slice(separators(characters).join(""), start, length),
    "static string Empty": () => "",
    "int Length": (text: string) => text.length,
    "char this[int index]": (text: string, index: number) => {
        if (index < 0 || index >= text.length) throw exceptions.indexOutOfRange();
        return new Char(text.charCodeAt(index));
    },
    "bool Contains(string part)": (text: string, part: string) => text.includes(argument(part)),
    "bool StartsWith(string part)": (text: string, part: string) => text.startsWith(argument(part)),
    "bool StartsWith(string part, StringComparison comparison)": (text: string, part: string, comparison: EnumValue) =>
        indexOf(text.slice(0, argument(part).length), part, 0, comparison) === 0,
    "bool EndsWith(string part)": (text: string, part: string) => text.endsWith(argument(part)),
    "bool EndsWith(string part, StringComparison comparison)": (text: string, part: string, comparison: EnumValue) =>
        text.length >= argument(part).length &&
        indexOf(text.slice(text.length - part.length), part, 0, comparison) === 0,
    "int IndexOf(string part)": (text: string, part: string) => indexOf(text, part, 0),
    "int IndexOf(char part)": (text: string, part: Char) => indexOf(text, textOf(part), 0),
    "int IndexOf(string part, int start)": (text: string, part: string, start: number) => indexOf(text, part, start),
    "int IndexOf(char part, int start)": (text: string, part: Char, start: number) =>
        indexOf(text, textOf(part), start),
    "int IndexOf(string part, StringComparison comparison)": (text: string, part: string, comparison: EnumValue) =>
        indexOf(text, part, 0, comparison),
    "int IndexOf(string part, int start, StringComparison comparison)": indexOf,
    "int IndexOfAny(char[] parts)": (text: string, parts: ArrayValue) => {
        const found = separators(argument(parts))
            .map((part) => text.indexOf(part))
            .filter((at) => at >= 0);
        return found.length === 0 ? -1 : Math.min(...found);
    },
    "int LastIndexOf(string part)": (text: string, part: string) => text.lastIndexOf(argument(part)),
    "int LastIndexOf(char part)": (text: string, part: Char) => text.lastIndexOf(textOf(part)),
    "int LastIndexOf(string part, StringComparison comparison)": (text: string, part: string, comparison: EnumValue) =>
        ignoresCase(comparison)
            ? text.toLowerCase().lastIndexOf(argument(part).toLowerCase())
            : text.lastIndexOf(argument(part)),
    "string Substring(int start)": (text: string, start: number) => slice(text, start, text.length - start),
    "string Substring(int start, int length)": slice,
    "string Remove(int start)": (text: string, start: number) => {
        if (start >= text.length) throw exceptions.outOfRange();
        return slice(text, 0, start);
    },
    "string Remove(int start, int length)": (text: string, start: number, length: number) =>
        text.slice(0, start) + text.slice(start + slice(text, start, length).length),
    "string Insert(int start, string part)": (text: string, start: number, part: string) =>
        slice(text, 0, start) + argument(part) + text.slice(start),
    "string Replace(string part, string by)": (text: string, part: string, by: string | null) => {
        if (argument(part) === "") throw exceptions.argument("String cannot be of zero length.");
        const pieces = text.split(part);
        checkLength(text.length + pieces.length * (by?.length ?? 0));
        return pieces.join(by ?? "");
    },
    "string Replace(char part, char by)": (text: string, part: Char, by: Char) =>
        text.replaceAll(textOf(part), () => textOf(by)),
    "string Trim()": (text: string) => trimmed(text, null, true, true),
    "string Trim(params char[] characters)": (text: string, characters: ArrayValue) =>
        trimmed(text, characters, true, true),
    "string TrimStart(params char[] characters)": (text: string, characters: ArrayValue) =>
        trimmed(text, characters, true, false),
    "string TrimEnd(params char[] characters)": (text: string, characters: ArrayValue) =>
        trimmed(text, characters, false, true),
    "string[] Split(params char[] separators)": (text: string, by: ArrayValue | null) =>
        split(text, separators(by), Infinity, undefined),
    "string[] Split(char[] separators, int count)": (text: string, by: ArrayValue | null, count: number) =>
        split(text, separators(by), count, undefined),
    "string[] Split(char[] separators, StringSplitOptions options)": (
        text: string,
        by: ArrayValue | null,
        options: EnumValue,
    ) => split(text, separators(by), Infinity, options),
    "string[] Split(char[] separators, int count, StringSplitOptions options)": (
        text: string,
        by: ArrayValue | null,
        count: number,
        options: EnumValue,
    ) => split(text, separators(by), count, options),
    "string[] Split(string[] separators, StringSplitOptions options)": (
        text: string,
        by: ArrayValue | null,
        options: EnumValue,
    ) => split(text, separators(by), Infinity, options),
    "string[] Split(string[] separators, int count, StringSplitOptions options)": (
        text: string,
        by: ArrayValue | null,
        count: number,
        options: EnumValue,
    ) => split(text, separators(by), count, options),
    "string ToLower()": (text: string) => text.toLowerCase(),
    "string ToUpper()": upper,
    "string ToLowerInvariant()": (text: string) => text.toLowerCase(),
    "string ToUpperInvariant()": upper,
    "string PadLeft(int width)": (text: string, width: number) => padded(text, width, " ", false),
    "string PadLeft(int width, char by)": (text: string, width: number, by: Char) =>
        padded(text, width, textOf(by), false),
    "string PadRight(int width)": (text: string, width: number) => padded(text, width, " ", true),
    "string PadRight(int width, char by)": (text: string, width: number, by: Char) =>
        padded(text, width, textOf(by), true),
    "char[] ToCharArray()": (text: string) => new ArrayValue(typeNamed("Char"), listOf(text)),
    "bool Equals(string other)": (text: string, other: string | null) => text === other,
    "bool Equals(string other, StringComparison comparison)": (
        text: string,
        other: string | null,
        comparison: EnumValue,
    ) => other !== null && comparer(comparison)(text, other) === 0,
    "int CompareTo(string other)": (text: string, other: string | null) => compareTexts(text, other),
    "static bool Equals(string left, string right)": (left: string | null, right: string | null) => left === right,
    "static bool Equals(string left, string right, StringComparison comparison)": (
        left: string | null,
        right: string | null,
        comparison: EnumValue,
    ) => comparer(comparison)(left, right) === 0,
    "static int Compare(string left, string right)": compareTexts,
    "static int Compare(string left, string right, StringComparison comparison)": (
        left: string | null,
        right: string | null,
        comparison: EnumValue,
    ) => comparer(comparison)(left, right),
    "static int Compare(string left, string right, bool ignoreCase)": (
        left: string | null,
        right: string | null,
        ignoreCase: boolean,
    ) =>
        ignoreCase
            ? compareTexts(left?.toLowerCase() ?? null, right?.toLowerCase() ?? null)
            : compareTexts(left, right),
    "static int CompareOrdinal(string left, string right)": (left: string | null, right: string | null) =>
        left === right ? 0 : (left ?? "") < (right ?? "") || left === null ? -1 : 1,
    "static bool IsNullOrEmpty(string text)": (text: string | null) => !text,
    "static bool IsNullOrWhiteSpace(string text)": (text: string | null) =>
        trimmed(text ?? "", null, true, true) === "",
    "static string Concat(object value)": textOf,
    "static string Concat(object first, object second)": (first: Value, second: Value) =>
        checked(textOf(first) + textOf(second)),
    "static string Concat(params object[] values)": (values: ArrayValue) => joined("", argument(values)),
    "static string Concat(params string[] values)": (values: ArrayValue) => joined("", argument(values)),
    "static string Concat(IEnumerable<string> values)": (values: Value) => joined("", itemsOf(values)),
    "static string Concat<T>(IEnumerable<T> values)": (values: Value) => joined("", itemsOf(values)),
    "static string Join(string separator, params string[] values)": (separator: string | null, values: ArrayValue) =>
        joined(separator, argument(values)),
    "static string Join(string separator, params object[] values)": (separator: string | null, values: ArrayValue) =>
        joined(separator, argument(values)),
    "static string Join(string separator, IEnumerable<string> values)": (separator: string | null, values: Value) =>
        joined(separator, itemsOf(values)),
    "static string Join<T>(string separator, IEnumerable<T> values)": (separator: string | null, values: Value) =>
        joined(separator, itemsOf(values)),
    "static string Format(string format, params object[] values)": (format: string, values: ArrayValue) =>
        composite(argument(format), argument(values).items),
    "static string Copy(string text)": argument,
};

/** .NET changes no character into several, as "ß" would be. */
export function upper(text: string): string {
    return text.replace(/[^]/g, (character) =>
        character.toUpperCase().length === 1 ? character.toUpperCase() : character,
    );
}

function padded(text: string, width: number, by: string, right: boolean): string {
    if (width < 0) throw exceptions.outOfRange();
    checkLength(width);
    return right ? text.padEnd(width, by) : text.padStart(width, by);
}

/** `string`, which is also a sequence of characters. */
export const text: readonly TypeTable[] = [
    {
        name: "System.String",
        kind: "class",
        bases: ["IEnumerable<char>", "IComparable"],
        members: stringMembers,
        missing:
            "Clone CompareTo CopyTo GetEnumerator GetHashCode GetTypeCode IndexOf IndexOfAny Intern IsInterned IsNormalized LastIndexOf LastIndexOfAny Normalize StartsWith EndsWith ToCharArray ToLower ToUpper ToString Compare CompareOrdinal Format new",
    },
];
