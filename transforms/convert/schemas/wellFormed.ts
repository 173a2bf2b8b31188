import { byValue, ExactNumber, isNumber } from "../../../json/exactNumber";
import { canonicalJson } from "../../canonical";
import { isObject } from "../../jsonObject";
import { Pass, Schema } from "./schema";

/** The importer reads counts with .NET's `int.Parse`: what does not fit there aborts the whole import. */
const count = (value: unknown) => Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31;
const text = (value: unknown) => typeof value === "string";
const flag = (value: unknown) => typeof value === "boolean";
const texts = (value: unknown) => Array.isArray(value) && value.every(text);

/** Keywords that decide what is accepted, with what their value has to be. */
const assertions: { [keyword: string]: (value: unknown) => boolean } = {
    dependentRequired: (value) => isObject(value) && Object.values(value).every(texts),
    enum: Array.isArray,
    exclusiveMaximum: (value) => isNumber(value) || flag(value),
    exclusiveMinimum: (value) => isNumber(value) || flag(value),
    maxContains: count,
    maxItems: count,
    maxLength: count,
    maxProperties: count,
    maximum: isNumber,
    minContains: count,
    minItems: count,
    minLength: count,
    minProperties: count,
    minimum: isNumber,
    multipleOf: (value) => isNumber(value) && Number(value) > 0,
    pattern: (value) => text(value) && isPattern(value as string),
    required: texts,
    type: (value) => text(value) || (texts(value) && (value as string[]).length > 0),
    uniqueItems: flag,
};

/** Keywords that only describe. */
const annotations: { [keyword: string]: (value: unknown) => boolean } = {
    contentEncoding: text,
    contentMediaType: text,
    deprecated: flag,
    description: text,
    format: text,
    nullable: flag,
    readOnly: flag,
    title: text,
    writeOnly: flag,
};

/** What the value of a keyword has to be, for each that has a rule. */
export const fitting: ReadonlyMap<string, (value: unknown) => boolean> = new Map(
    Object.entries({ ...assertions, ...annotations }),
);

/** Keywords that every text fits. */
export const textual: ReadonlySet<string> = new Set([
    "type",
    ...Object.keys(annotations).filter((keyword) => annotations[keyword] === text),
]);

/** Values of a type that their keyword does not have go first, so that no later pass meets one. */
export const wellFormed: Pass = (schema, at) => {
    let result: Schema | undefined;
    for (const keyword of Object.keys(schema)) {
        const fits = fitting.get(keyword);
        if (fits?.(schema[keyword]) !== false) continue;
        result ??= { ...schema };
        const value = schema[keyword];
        // A count may be written as `2.0`, which the importer refuses.
        if (value instanceof ExactNumber && fits(byValue(value))) {
            result[keyword] = byValue(value);
            continue;
        }
        const detail = `${shown(value)} is not a valid value.`;
        if (Object.hasOwn(assertions, keyword)) at.loosened(keyword, detail);
        else at.removed(keyword, detail);
        delete result[keyword];
    }
    return result ?? schema;
};

function isPattern(value: string): boolean {
    // Ajv reads patterns as Unicode ones, most other readers do not.
    return ["u", ""].some((flags) => {
        try {
            return new RegExp(value, flags) instanceof RegExp;
        } catch {
            return false;
        }
    });
}

function shown(value: unknown): string {
    const json = canonicalJson(value);
    return json.length > 60 ? `${json.slice(0, 60)}...` : json;
}
