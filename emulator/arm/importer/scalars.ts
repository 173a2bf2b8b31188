import { wholeNumber } from "../../jsonText";

/**
 * A value that .NET could not parse. The service does not catch this one: the import ends with this text alone, and
 * nothing tells where it was.
 */
export class FormatProblem extends Error {}

/** `bool.Parse`. The wording is .NET Framework's, as callers of the service saw it. */
export function parseBoolean(text: string): boolean {
    const word = text.trim().toLowerCase();
    if (word === "true") return true;
    if (word === "false") return false;
    throw new FormatProblem("String was not recognized as a valid Boolean.");
}

/** `int.Parse`: `1.0` and `1e3` are no integers. */
export function parseInteger(text: string): number {
    if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new FormatProblem(numberFormat);
    const value = Number(text);
    if (value > 2147483647 || value < -2147483648) {
        throw new FormatProblem("Value was either too large or too small for an Int32.");
    }
    return value;
}

/** The largest number that a `decimal` holds. */
const largestDecimal = 2n ** 96n - 1n;

/** `decimal.Parse` with `NumberStyles.Float`: 28 decimals; what overflows falls back to the largest number. */
export function parseDecimal(text: string): number | bigint {
    if (!/^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(text)) throw new FormatProblem(numberFormat);
    const value = Number(text);
    if (Math.abs(value) >= Number(largestDecimal)) return value < 0 ? -largestDecimal : largestDecimal;
    if (/^\s*[+-]?\d+\s*$/.test(text)) return wholeNumber(text);
    return Number(value.toFixed(28));
}

/** `new Uri(text)`: the few texts that it does not take. */
export function parseUri(text: string, mustBeAbsolute: boolean): string {
    if (/^(?:https?|ftp|wss?):/i.test(text) && !URL.canParse(text)) {
        throw new FormatProblem("Invalid URI: The hostname could not be parsed.");
    }
    if (mustBeAbsolute && !/^[a-z][a-z0-9+.-]*:/i.test(text)) {
        throw new FormatProblem("Invalid URI: The format of the URI could not be determined.");
    }
    return text;
}

const numberFormat = "Input string was not in a correct format.";
