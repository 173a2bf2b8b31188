import { ExactNumber, JsonNumber } from "../../../json/exactNumber";
import { Pass, Schema } from "./schema";

/** What the importer reads bounds into, a `decimal` of .NET, holds less than this. */
const endOfDecimal = 2 ** 96;

/**
 * The importer cuts bounds to what a `decimal` holds: `1e30` becomes 79228162514264337593543950335, and of decimals the
 * first 28 stay. A bound that would change goes.
 */
export const importedBounds: Pass = (schema, at) => {
    let result = schema;
    for (const [keyword, exclusive] of bounds) {
        const bound = result[keyword];
        if (bound === undefined || isDecimal(bound)) continue;
        const { [keyword]: _, [exclusive]: _flag, ...rest }: Schema = result;
        at.loosened(keyword, `The importer cannot hold ${bound}: it cuts numbers to 28 decimals and below 7.9e28.`);
        result = rest;
    }
    return result;
};

/** Whether .NET's `decimal` has the very number. */
function isDecimal(number: JsonNumber): boolean {
    if (number instanceof ExactNumber) return isExactDecimal(number);
    const size = Math.abs(number);
    // A number has 17 digits at most. Looking at them takes long.
    return size >= 1e-11 ? size < endOfDecimal : Number(number.toFixed(28)) === number;
}

function isExactDecimal({ decimal: { digits, exponent } }: ExactNumber): boolean {
    if (exponent < -28 || digits.length + exponent > 29) return false;
    return BigInt(digits + "0".repeat(Math.max(exponent, 0))) < BigInt(endOfDecimal);
}

const bounds = [
    ["minimum", "exclusiveMinimum"],
    ["maximum", "exclusiveMaximum"],
    ["multipleOf", "multipleOf"],
] as const;
