import { randomUUID } from "node:crypto";

/** Writes JSON as `JSON.stringify` does, and each bigint as a number with all of its digits. */
export function jsonText(value: unknown): string {
    const text = JSON.stringify(value, (_, member: unknown) =>
        typeof member === "bigint" ? `${mark}${member}` : member,
    );
    return text.replaceAll(marked, "$1");
}

/** A whole number without loss: a bigint where a double has not all of its digits. */
export function wholeNumber(text: string): number | bigint {
    const value = Number(text);
    return Number.isSafeInteger(value) ? value : BigInt(text);
}

/** Begins the texts that stand for bigints while JSON is written. Differs in each process, so that no value can hold it. */
const mark = `bigint ${randomUUID()} `;
const marked = new RegExp(`"${mark}(-?\\d+)"`, "g");
