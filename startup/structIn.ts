/**
 * The object that the bytes of a `google.protobuf.Struct` stand for. Its members are in the order of their names, as
 * google-protobuf has them: the engine sends them in any.
 *
 * @throws Error for a value that is none
 */
export function structIn(bytes: Uint8Array): Record<string, unknown> {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new Reading(buffer).struct(buffer.length);
}

/** Bytes that are read from their start to an end that the length before them tells. */
class Reading {
    private at = 0;

    constructor(private readonly buffer: Buffer) {}

    struct(end: number): Record<string, unknown> {
        const members = new Map<string, unknown>();
        while (this.at < end) {
            if (this.varint() === 0x0a) this.entry(this.end(), members);
            else throw unexpected();
        }
        const result: Record<string, unknown> = {};
        for (const name of [...members.keys()].sort()) if (name !== "__proto__") result[name] = members.get(name);
        return result;
    }

    private entry(end: number, members: Map<string, unknown>): void {
        let name = "";
        let value: unknown;
        while (this.at < end) {
            const tag = this.varint();
            if (tag === 0x0a) name = this.text();
            else if (tag === 0x12) value = this.value(this.end());
            else throw unexpected();
        }
        if (value === undefined) throw unexpected();
        members.set(name, value);
    }

    private value(end: number): unknown {
        let value: unknown;
        while (this.at < end) value = this.kind(this.varint());
        if (value === undefined) throw unexpected();
        return value;
    }

    private kind(tag: number): unknown {
        if (tag === 0x1a) return this.text();
        if (tag === 0x2a) return this.struct(this.end());
        if (tag === 0x20) return this.varint() !== 0;
        if (tag === 0x32) return this.list(this.end());
        if (tag === 0x08) return this.null();
        if (tag === 0x11) return this.buffer.readDoubleLE((this.at += 8) - 8);
        throw unexpected();
    }

    private null(): null {
        this.varint();
        return null;
    }

    private list(end: number): unknown[] {
        const items: unknown[] = [];
        while (this.at < end) {
            if (this.varint() !== 0x0a) throw unexpected();
            items.push(this.value(this.end()));
        }
        return items;
    }

    private text(): string {
        const end = this.end();
        const text = this.buffer.toString("utf8", this.at, end);
        this.at = end;
        return text;
    }

    /** Where the part ends that begins with its length. */
    private end(): number {
        const length = this.varint();
        const end = this.at + length;
        if (end > this.buffer.length) throw unexpected();
        return end;
    }

    private varint(): number {
        for (let value = 0, factor = 1; ; factor *= 0x80) {
            const byte = this.buffer[this.at++];
            if (byte === undefined) throw unexpected();
            value += (byte & 0x7f) * factor;
            if (byte < 0x80) return value;
        }
    }
}

function unexpected(): Error {
    return new Error("Unexpected struct type");
}
