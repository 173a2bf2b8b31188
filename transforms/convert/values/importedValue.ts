import { byValue, ExactNumber, JsonNumber } from "../../../json/exactNumber";
import type { Schema } from "../schemas/schema";
import { importedDate, importedInFormat } from "./importedDate";

/** What becomes of a value that does not survive the import. */
export interface Lost {
    /** In words, to stand after "The importer makes". */
    readonly becomes: string;
    /** Whether the value would survive if its schema had the format `int64`. */
    readonly fitsInt64: boolean;
}

/**
 * What the importer makes of a text, number, boolean or null in an example, a default or an enum: its reader changes
 * values by the schema beside them, without an error (OpenAPI.NET 1.6.31).
 * @param schema what stands for the value inline; undefined where nothing does
 * @returns undefined for a value that stays as it is
 */
export function lostScalar(value: unknown, schema: Schema | undefined): Lost | undefined {
    switch (typeof value) {
        case "string":
            return lost(schema === undefined ? importedDate(value) : lostText(value, schema));
        case "number":
            return lostNumber(value, schema);
        case "boolean":
            return isOfType(schema, "boolean") ? undefined : asText(value);
        default:
            return value instanceof ExactNumber ? lostExact(value, schema) : undefined;
    }
}

/** The value as the importer reads it for an integer, where `2.0` and `1e3` are none to it. */
export function asInteger(value: unknown, schema: Schema | undefined): unknown {
    return value instanceof ExactNumber && schema?.type === "integer" ? byValue(value) : value;
}

function lostText(text: string, { type, format }: Schema): string | undefined {
    if (type !== "string") return undefined;
    if (format === "date" || format === "date-time") return importedInFormat(text, format);
    if (format !== "byte" || text.replace(/\s/g, "").length % 4 !== 0) return undefined;
    // What is decoded is encoded again.
    const encoded = Buffer.from(text, "base64").toString("base64");
    return encoded === text ? undefined : JSON.stringify(encoded);
}

function lostNumber(value: number, schema: Schema | undefined): Lost | undefined {
    // A larger one is written with an exponent.
    const isWhole = Number.isInteger(value) && isWithin(value, 1e21);
    if (isWhole && !isWithin(value, 2 ** 63)) return asText(value);
    if (schema?.type === "integer") {
        if (isWhole && (schema.format === "int64" || isWithin(value, 2 ** 31))) return undefined;
        return { ...asText(value), fitsInt64: isWhole };
    }
    if (!isOfType(schema, "number")) return asText(value);
    if (schema?.type === "number" && schema.format === "float") {
        const single = nearestSingle(value);
        return single === value ? undefined : lost(String(single));
    }
    return undefined;
}

/** A number that a double does not hold, or that is written with a point or an exponent. */
function lostExact(value: ExactNumber, schema: Schema | undefined): Lost | undefined {
    const whole = /^-?\d+$/.test(value.text) ? BigInt(value.text) : undefined;
    if (whole !== undefined && BigInt.asIntN(64, whole) !== whole) return asText(value);
    if (schema?.type === "integer") {
        if (whole !== undefined && schema.format === "int64") return undefined;
        return { ...asText(value), fitsInt64: whole !== undefined };
    }
    if (schema?.type !== "number" || schema.format === "float") return lostNumber(Number(value), schema);
    return whole === undefined || whole === BigInt(Number(value)) ? undefined : lost(String(Number(value)));
}

function isOfType(schema: Schema | undefined, type: string): boolean {
    return schema?.type === undefined || schema.type === type;
}

function isWithin(value: number, limit: number): boolean {
    return value >= -limit && value < limit;
}

function asText(value: JsonNumber | boolean): Lost {
    return { becomes: `the text "${value}"`, fitsInt64: false };
}

function lost(becomes: string | undefined): Lost | undefined {
    return becomes === undefined ? undefined : { becomes, fitsInt64: false };
}

/** The number of single precision, with as few digits as tell it from its neighbors. */
function nearestSingle(value: number): number {
    const single = Math.fround(value);
    for (let digits = 6; digits < 9; digits++) {
        const short = Number(single.toPrecision(digits));
        if (Math.fround(short) === single) return short;
    }
    return Number(single.toPrecision(9));
}
