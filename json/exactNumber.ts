/**
 * A number of a JSON text that a double would be written as another text: an integer beyond 2^53, or `2.0`. It counts as
 * its nearest double wherever JavaScript wants a number, and `jsonText` writes it as it was.
 */
export class ExactNumber {
    /** While `jsonText` writes: what stands before the text of a number, so that it finds the numbers again. */
    static mark: string | undefined;

    /** @param text as JSON has it */
    constructor(readonly text: string) {}

    toString(): string {
        return this.text;
    }

    valueOf(): number {
        return Number(this.text);
    }

    /** For `JSON.stringify`, which can write no digits but those of a double. */
    toJSON(): number | string {
        return ExactNumber.mark === undefined ? Number(this.text) : ExactNumber.mark + this.text;
    }

    /** Every digit of it: `digits` times ten to the power of `exponent`, with no zero at either end of the digits. */
    get decimal(): { readonly negative: boolean; readonly digits: string; readonly exponent: number } {
        const [, sign, whole, fraction = "", power = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(this.text)!;
        const all = whole! + fraction;
        let end = all.length;
        while (end > 0 && all[end - 1] === "0") end--;
        const digits = all.slice(0, end).replace(/^0+/, "");
        const exponent = digits === "" ? 0 : Number(power) - fraction.length + all.length - end;
        return { negative: sign === "-", digits, exponent };
    }

    /** Its value where it is a whole number, `2.0` and `1e3` too. */
    get whole(): bigint | undefined {
        const { negative, digits, exponent } = this.decimal;
        // A document with a number beyond the doubles is refused before anything counts with it.
        if (exponent < 0 || exponent > 400) return undefined;
        const value = BigInt(digits + "0".repeat(exponent));
        return negative ? -value : value;
    }
}

/** A number of a JSON value. */
export type JsonNumber = number | ExactNumber;

/** Whether a JSON value is a number, whatever holds it. */
export function isNumber(value: unknown): value is JsonNumber {
    return typeof value === "number" || value instanceof ExactNumber;
}

/** Whether a JSON value is a whole number: JSON Schema tells 2.0 not from 2 (2020-12, 4.2.2). */
export function isWhole(value: unknown): boolean {
    return value instanceof ExactNumber ? value.whole !== undefined : Number.isInteger(value);
}

/** The number by its value alone: `2.0` is 2, and an integer beyond 2^53 keeps its digits. */
export function byValue(value: JsonNumber): JsonNumber {
    if (typeof value === "number") return value;
    const { whole } = value;
    return whole === undefined ? Number(value) : exactly(String(whole));
}

/** What `<` and `>` compare by every digit of an integer. */
export function comparable(value: JsonNumber): number | bigint {
    return typeof value === "number" ? value : (value.whole ?? Number(value));
}

/** The number that a JSON text of it stands for, as a double where that is written the same. */
export function exactly(text: string): JsonNumber {
    const double = Number(text);
    return String(double) === text ? double : new ExactNumber(text);
}
