/**
 * The bytes of a `google.protobuf.Struct` with the members of an object, those that it inherits included.
 *
 * @throws Error for a value that JSON does not have, undefined included
 */
export function structBytes(value: object): Uint8Array {
    const writing = new Writing();
    writing.members(value);
    return writing.end();
}

/** What stands before a part: its number in the message, and how it is written. */
const tags = {
    entry: 0x0a,
    name: 0x0a,
    value: 0x12,
    item: 0x0a,
    null: 0x08,
    number: 0x11,
    text: 0x1a,
    boolean: 0x20,
    struct: 0x2a,
    list: 0x32,
};

/** Memory for the next writing: what it writes is copied. */
let spare: Buffer | undefined;

/** More is given back. */
const mostSpare = 1024 * 1024;

/** Bytes that are written from their end: a part's length stands before it, and is known once it is written. */
class Writing {
    private buffer = spare ?? Buffer.allocUnsafeSlow(64 * 1024);
    private at = this.buffer.length;

    constructor() {
        spare = undefined;
    }

    end(): Uint8Array {
        const bytes = Buffer.from(this.buffer.subarray(this.at));
        if (this.buffer.length <= mostSpare) spare = this.buffer;
        return bytes;
    }

    members(value: object): void {
        const names: string[] = [];
        // google-protobuf loses this one.
        for (const name in value) if (name !== "__proto__") names.push(name);
        for (let index = names.length - 1; index >= 0; index--) {
            const name = names[index]!;
            const before = this.length;
            this.value((value as Record<string, unknown>)[name]);
            this.lengthSince(before, tags.value);
            this.text(name, tags.name);
            this.lengthSince(before, tags.entry);
        }
    }

    private value(value: unknown): void {
        if (typeof value === "string") return this.text(value, tags.text);
        if (typeof value === "number") return this.number(value);
        if (typeof value === "boolean") return this.varint(value ? 1 : 0, tags.boolean);
        if (value === null) return this.varint(0, tags.null);
        if (typeof value !== "object") throw new Error("Unexpected struct type.");
        const before = this.length;
        if (Array.isArray(value)) {
            for (let index = value.length - 1; index >= 0; index--) {
                const beforeItem = this.length;
                this.value(value[index]);
                this.lengthSince(beforeItem, tags.item);
            }
            this.lengthSince(before, tags.list);
        } else {
            this.members(value);
            this.lengthSince(before, tags.struct);
        }
    }

    private text(text: string, tag: number): void {
        let written = text;
        let length = Buffer.byteLength(text);
        if (length !== text.length) {
            // google-protobuf leaves them out.
            written = text.replace(loneSurrogates, "");
            length = Buffer.byteLength(written);
        }
        this.reserve(length);
        this.at -= length;
        this.buffer.write(written, this.at, length, "utf8");
        this.varint(length, tag);
    }

    private number(value: number): void {
        this.reserve(9);
        this.buffer.writeDoubleLE(value, (this.at -= 8));
        this.buffer[--this.at] = tags.number;
    }

    private lengthSince(before: number, tag: number): void {
        this.varint(this.length - before, tag);
    }

    private varint(value: number, tag: number): void {
        this.reserve(6);
        this.at -= value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : value < 0x10000000 ? 4 : 5;
        let at = this.at;
        let rest = value;
        for (; rest >= 0x80; rest >>>= 7) this.buffer[at++] = (rest & 0x7f) | 0x80;
        this.buffer[at] = rest;
        this.buffer[--this.at] = tag;
    }

    /** Of what is written. */
    private get length(): number {
        return this.buffer.length - this.at;
    }

    private reserve(size: number): void {
        if (this.at >= size) return;
        const { buffer, length } = this;
        this.buffer = Buffer.allocUnsafeSlow(2 * (buffer.length + size));
        buffer.copy(this.buffer, this.buffer.length - length, this.at);
        this.at = this.buffer.length - length;
    }
}

/** First halves of pairs of code units without the second. */
const loneSurrogates = /[\ud800-\udbff](?![\udc00-\udfff])/g;
