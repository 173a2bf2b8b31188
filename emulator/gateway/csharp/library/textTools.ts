import { checkLength } from "../budget";
import { exceptions } from "../exceptions";
import { composite } from "../formats";
import type { TypeTable } from "../signatures";
import { typeNamed } from "../typeRegistry";
import type { Type } from "../types";
import { argument, Char, Instance, textOf, type Value } from "../values";
import type { ArrayValue } from "../collections";

/** Encoding and StringBuilder. */

class Encoding extends Instance {
    constructor(
        readonly name: string,
        readonly bytes: (text: string) => Uint8Array,
        readonly text: (bytes: Buffer) => string,
    ) {
        super();
    }

    get type(): Type {
        return typeNamed("Encoding");
    }
}

const utf8 = new Encoding(
    "utf-8",
    (text) => new Uint8Array(Buffer.from(text)),
    (bytes) => bytes.toString(),
);
const ascii = new Encoding(
    "us-ascii",
    (text) =>
        Uint8Array.from(text.split(""), (character) => (character.charCodeAt(0) < 128 ? character.charCodeAt(0) : 63)),
    (bytes) => bytes.toString("latin1").replace(/[\x80-\xff]/g, "?"),
);
const unicode = new Encoding(
    "utf-16",
    (text) => new Uint8Array(Buffer.from(text, "utf16le")),
    (bytes) => bytes.toString("utf16le"),
);

class StringBuilder extends Instance {
    constructor(public text: string) {
        super();
    }

    get type(): Type {
        return typeNamed("StringBuilder");
    }

    override toText(): string {
        return this.text;
    }

    set(text: string): this {
        checkLength(text.length);
        this.text = text;
        return this;
    }
}

const append = (self: StringBuilder, value: Value): StringBuilder => self.set(self.text + textOf(value));

/** `Encoding` and `StringBuilder`. */
export const textTools: readonly TypeTable[] = [
    {
        name: "System.Text.Encoding",
        kind: "class",
        members: {
            "static Encoding UTF8": () => utf8,
            "static Encoding ASCII": () => ascii,
            "static Encoding Unicode": () => unicode,
            "static Encoding GetEncoding(string name)": (name: string) => {
                const found = [utf8, ascii, unicode].find((encoding) => encoding.name === argument(name).toLowerCase());
                if (!found) throw exceptions.argument("The emulator does not support this encoding.");
                return found;
            },
            "byte[] GetBytes(string text)": (self: Encoding, text: string) => self.bytes(argument(text)),
            "string GetString(byte[] bytes)": (self: Encoding, bytes: Uint8Array) =>
                self.text(Buffer.from(argument(bytes))),
            "int GetByteCount(string text)": (self: Encoding, text: string) => self.bytes(argument(text)).length,
        },
        missing:
            "BigEndianUnicode BodyName Clone CodePage Convert DecoderFallback Default EncoderFallback EncodingName GetByteCount GetBytes GetCharCount GetChars GetDecoder GetEncoder GetEncoding GetEncodings GetMaxByteCount GetMaxCharCount GetPreamble GetString HeaderName UTF32 UTF7 WebName WindowsCodePage",
    },
    {
        name: "System.Text.StringBuilder",
        kind: "class",
        members: {
            "new()": () => new StringBuilder(""),
            "new(int capacity)": () => new StringBuilder(""),
            "new(string text)": (text: string | null) => new StringBuilder(text ?? ""),
            "int Length": ({ text }: StringBuilder) => text.length,
            "char this[int index]": ({ text }: StringBuilder, index: number) => {
                if (index < 0 || index >= text.length) throw exceptions.indexOutOfRange();
                return new Char(text.charCodeAt(index));
            },
            "StringBuilder Append(object value)": append,
            "StringBuilder Append(char character, int count)": (
                self: StringBuilder,
                character: Char,
                count: number,
            ) => {
                if (count < 0) throw exceptions.outOfRange();
                checkLength(count);
                return append(self, textOf(character).repeat(count));
            },
            "StringBuilder AppendLine()": (self: StringBuilder) => append(self, "\n"),
            "StringBuilder AppendLine(string text)": (self: StringBuilder, text: string | null) =>
                append(self, `${text ?? ""}\n`),
            "StringBuilder AppendFormat(string format, params object[] values)": (
                self: StringBuilder,
                format: string,
                values: ArrayValue,
            ) => append(self, composite(argument(format), values.items)),
            "StringBuilder Insert(int index, object value)": (self: StringBuilder, index: number, value: Value) => {
                if (index < 0 || index > self.text.length) throw exceptions.outOfRange();
                return self.set(self.text.slice(0, index) + textOf(value) + self.text.slice(index));
            },
            "StringBuilder Remove(int start, int length)": (self: StringBuilder, start: number, length: number) => {
                if (start < 0 || length < 0 || start + length > self.text.length) throw exceptions.outOfRange();
                return self.set(self.text.slice(0, start) + self.text.slice(start + length));
            },
            "StringBuilder Replace(string part, string by)": (self: StringBuilder, part: string, by: string | null) =>
                self.set(self.text.split(argument(part)).join(by ?? "")),
            "StringBuilder Clear()": (self: StringBuilder) => self.set(""),
        },
        missing:
            "Append AppendFormat Capacity CopyTo EnsureCapacity Equals Insert Length MaxCapacity Replace ToString new this",
    },
];
