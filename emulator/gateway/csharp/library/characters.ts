import { exceptions } from "../exceptions";
import type { TypeTable } from "../signatures";
import { argument, Char, textOf } from "../values";
import { blank, upper } from "./text";

/** char. */
export const characters: readonly TypeTable[] = [
    {
        name: "System.Char",
        kind: "struct",
        bases: ["IComparable"],
        zero: new Char(0),
        members: {
            "static char MinValue": () => new Char(0),
            "static char MaxValue": () => new Char(0xffff),
            "static bool IsDigit(char character)": (character: Char) => /\p{Nd}/u.test(textOf(character)),
            "static bool IsNumber(char character)": (character: Char) => /\p{N}/u.test(textOf(character)),
            "static bool IsLetter(char character)": (character: Char) => /\p{L}/u.test(textOf(character)),
            "static bool IsLetterOrDigit(char character)": (character: Char) =>
                /[\p{L}\p{Nd}]/u.test(textOf(character)),
            "static bool IsWhiteSpace(char character)": (character: Char) => blank.test(textOf(character)),
            "static bool IsUpper(char character)": (character: Char) => /\p{Lu}/u.test(textOf(character)),
            "static bool IsLower(char character)": (character: Char) => /\p{Ll}/u.test(textOf(character)),
            "static bool IsPunctuation(char character)": (character: Char) => /\p{P}/u.test(textOf(character)),
            "static bool IsSymbol(char character)": (character: Char) => /\p{S}/u.test(textOf(character)),
            "static bool IsControl(char character)": (character: Char) => /\p{Cc}/u.test(textOf(character)),
            "static char ToUpperInvariant(char character)": (character: Char) =>
                new Char(upper(textOf(character)).charCodeAt(0)),
            "static char ToLowerInvariant(char character)": (character: Char) =>
                new Char(textOf(character).toLowerCase().charCodeAt(0)),
            "static char ToUpper(char character)": (character: Char) =>
                new Char(upper(textOf(character)).charCodeAt(0)),
            "static char ToLower(char character)": (character: Char) =>
                new Char(textOf(character).toLowerCase().charCodeAt(0)),
            "static string ToString(char character)": textOf,
            "static char Parse(string text)": (found: string) => {
                if (argument(found).length !== 1) throw exceptions.format("String must be exactly one character long.");
                return new Char(found.charCodeAt(0));
            },
            "bool Equals(char other)": (self: Char, other: Char) => self.code === other.code,
            "int CompareTo(char other)": (self: Char, other: Char) => self.code - other.code,
        },
        missing:
            "ConvertFromUtf32 ConvertToUtf32 GetHashCode GetNumericValue GetTypeCode GetUnicodeCategory IsDigit IsHighSurrogate IsLetter IsLetterOrDigit IsLower IsLowSurrogate IsSeparator IsSurrogate IsSurrogatePair IsUpper IsWhiteSpace ToString TryParse ToUpper ToLower",
    },
];
