import { inFull, isMidnight, parseDate, type DateTime } from "./dates";
import { wholeNumber } from "../../jsonText";
import { put, type Node, type ScalarNode } from "./node";

type Schema = Readonly<Record<string, unknown>>;

/**
 * The value of an example, a default or an enum as OpenAPI.NET 1.6.31 writes it: typed by the schema beside it, as far
 * as that says something about the place. Nothing is an error here. Record values-typed-by-schema.
 * @param schema what stands for the value inline, a `$ref` too; undefined where nothing does
 * @param now milliseconds since 1970, for texts that become a date of this year or of today
 */
export function specificValue(node: Node, schema: Schema | undefined, now: number): unknown {
    if (node.kind === "scalar") return scalarValue(node, schema, now);
    if (node.kind === "list") {
        const items = schemaAt(schema?.items);
        return node.items.map((item) => specificValue(item, items, now));
    }
    const properties = schemaAt(schema?.properties) ?? {};
    const others = schemaAt(schema?.additionalProperties);
    const value: Record<string, unknown> = {};
    for (const [key, member] of node.entries) {
        const inner = Object.hasOwn(properties, key) ? schemaAt(properties[key]) : others;
        put(value, key, specificValue(member, inner, now));
    }
    return value;
}

function schemaAt(value: unknown): Schema | undefined {
    return typeof value === "object" && value !== null ? (value as Schema) : undefined;
}

function scalarValue(node: ScalarNode, schema: Schema | undefined, now: number): unknown {
    const { text } = node;
    if (node.value === null) return null;
    const type = schema?.type;
    const format = type === "string" ? schema?.format : undefined;
    if (format === "date") return parseDate(text, now)?.date ?? text;
    if (format === "date-time") return whole(parseDate(text, now), text);
    if (node.quoted) return schema === undefined ? dateOrText(text, now) : text;
    switch (type) {
        case undefined:
            return untyped(node, now);
        case "integer":
            return isInteger(text, schema?.format === "int64" ? int64 : int32) ? wholeNumber(text) : text;
        case "number":
            return typeof node.value === "number" ? decimal(text, schema?.format === "float") : text;
        case "boolean":
            return typeof node.value === "boolean" ? node.value : text;
        default:
            return text;
    }
}

function untyped(node: ScalarNode, now: number): unknown {
    const { text, value } = node;
    if (typeof value === "number") return isInteger(text, int64) ? wholeNumber(text) : decimal(text, false);
    return typeof value === "boolean" ? value : whole(parseDate(text, now), text);
}

function dateOrText(text: string, now: number): string {
    const date = parseDate(text, now);
    return date !== undefined && isMidnight(date) ? date.date : whole(date, text);
}

function whole(date: DateTime | undefined, text: string): string {
    return date === undefined ? text : inFull(date);
}

const int32 = 2n ** 31n;
const int64 = 2n ** 63n;

function isInteger(text: string, limit: bigint): boolean {
    return /^[+-]?\d+$/.test(text) && BigInt(text) >= -limit && BigInt(text) < limit;
}

/** A number where no integer is asked for. Integers that no `long` holds become a text all the same. */
function decimal(text: string, single: boolean): unknown {
    if (/^[+-]?\d+$/.test(text) && !isInteger(text, int64)) return text;
    const value = single ? nearestSingle(Number(text)) : Number(text);
    if (Number.isFinite(value)) return value;
    return value > 0 ? "Infinity" : "-Infinity";
}

/** The number as a `float` is printed: with as few digits as tell it from its neighbours. */
function nearestSingle(value: number): number {
    const single = Math.fround(value);
    if (!Number.isFinite(single)) return single;
    for (let digits = 1; digits < 9; digits++) {
        const shorter = Number(single.toPrecision(digits));
        if (Math.fround(shorter) === single) return shorter;
    }
    return Number(single.toPrecision(9));
}
