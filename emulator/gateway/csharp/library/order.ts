import { Decimal } from "../decimal";
import { exceptions } from "../exceptions";
import { compareNumbers } from "../numbers";
import { DateTime, DateTimeOffset, Guid, TimeSpan } from "../times";
import { Char, EnumValue, OtherNumeric, textOf, type Value } from "../values";
import { compareTexts } from "./comparers";

/** `Comparer<T>.Default`. @throws CSharpException for values that have no order */
export function compareValues(left: Value, right: Value): number {
    if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1;
    if (typeof left === "string" && typeof right === "string") return compareTexts(left, right);
    if (typeof left === "boolean" && typeof right === "boolean") return Number(left) - Number(right);
    if (left instanceof DateTime && right instanceof DateTime) return sign(left.ticks - right.ticks);
    if (left instanceof TimeSpan && right instanceof TimeSpan) return sign(left.ticks - right.ticks);
    if (left instanceof DateTimeOffset && right instanceof DateTimeOffset)
        return sign(left.utc.ticks - right.utc.ticks);
    if (left instanceof Guid && right instanceof Guid)
        return textOf(left) < textOf(right) ? -1 : textOf(left) > textOf(right) ? 1 : 0;
    if (left instanceof EnumValue && right instanceof EnumValue) return left.value - right.value;
    if (isNumber(left) && isNumber(right)) {
        const order = compareNumbers(left, right);
        // NaN comes before everything else.
        return Number.isNaN(order) ? Number(isNaNValue(right)) - Number(isNaNValue(left)) : order;
    }
    throw exceptions.invalidOperation("Failed to compare two elements in the array.");
}

function sign(value: bigint): number {
    return value < 0n ? -1 : value > 0n ? 1 : 0;
}

function isNumber(value: Value): boolean {
    return (
        typeof value === "number" ||
        typeof value === "bigint" ||
        value instanceof OtherNumeric ||
        value instanceof Decimal ||
        value instanceof Char
    );
}

function isNaNValue(value: Value): boolean {
    return value instanceof OtherNumeric && Number.isNaN(value.value);
}
