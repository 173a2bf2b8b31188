import { canonicalJson, isSame } from "../../canonical";
import { setKey, withKeys } from "../../jsonObject";
import { hasType } from "./hasType";
import { Schema } from "./schema";

/** One schema that accepts what any of `schemas` accepts, written as shortly as 3.0 can. */
export function anyOf(schemas: Schema[]): Schema {
    return anyOfDistinct(distinct(schemas));
}

/** The same of schemas of which no two say the same. */
export function anyOfDistinct(schemas: Schema[]): Schema {
    return schemas.length === 1 ? schemas[0]! : (orNull(schemas) ?? { anyOf: schemas });
}

/** The schemas, each of those that say the same once. */
export function distinct(schemas: Schema[]): Schema[] {
    const result: Schema[] = [];
    for (const schema of schemas) {
        const known = result.findIndex((other) => isSame(other, schema));
        if (known >= 0) result[known] = schema;
        // A look at a few takes less than writing them.
        else if (result.push(schema) > 20)
            return [...new Map(schemas.map((one) => [canonicalJson(one), one])).values()];
    }
    return result;
}

/** The schema that also has to accept one of `alternatives`. */
export function conjoinAny(schema: Schema, alternatives: Schema[]): Schema {
    if (schema.anyOf === undefined) return withKeys(schema, { anyOf: alternatives });
    return withKeys(schema, { allOf: [...(schema.allOf ?? []), anyOf(alternatives)] });
}

/**
 * "This or null" as one schema with `nullable`, with everything that stands `beside` the choice; undefined where 3.0
 * cannot say it without a choice.
 */
export function orNull(branches: Schema[], beside: Schema = {}): Schema | undefined {
    if (branches.length !== 2) return undefined;
    const [first, second] = [isNull(branches[0]!), isNull(branches[1]!)];
    if (first === second) return undefined;
    const schema = branches[first ? 1 : 0]!;
    if (schema.type === undefined || schema.nullable === true) return undefined;
    // These would forbid null, which no keyword about one type does.
    if (["allOf", "anyOf", "oneOf", "not"].some((keyword) => keyword in schema)) return undefined;
    // Of a list without a fitting value null would be the first that fits, and the others would go.
    if (schema.enum !== undefined && !schema.enum.some((value) => hasType(value, schema))) return undefined;
    // What describes the choice describes the schema that takes its place.
    const clash = Object.keys(schema).some((keyword) => keyword in beside && !describes(keyword));
    if (clash) return undefined;
    const { ...result } = schema;
    for (const [keyword, value] of Object.entries(beside)) setKey(result, keyword, value);
    if (schema.enum !== undefined && !schema.enum.includes(null)) result.enum = [...schema.enum, null];
    // A list beside the choice forbids null unless it has it.
    if (beside.enum === undefined || beside.enum.includes(null)) result.nullable = true;
    return result;
}

/** The form that null has in 3.0, with nothing beside it but words. */
function isNull(schema: Schema): boolean {
    if (schema.type !== "string" || schema.nullable !== true) return false;
    const { type, nullable, enum: values, ...rest } = schema;
    const onlyWords = Object.keys(rest).every(describes);
    return values?.length === 1 && values[0] === null && onlyWords;
}

/** Whether a keyword describes, and accepts or rejects nothing. */
export const describes = (keyword: string): boolean => describing.has(keyword) || keyword.startsWith("x-");

const describing: ReadonlySet<string> = new Set([
    "title",
    "description",
    "example",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
]);
