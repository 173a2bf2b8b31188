import * as fc from "fast-check";
import { ExactNumber } from "../../json/exactNumber";

const names = ["a", "b", "type", "const", "prefixItems"];
const components = ["A", "B", "C"];
const types = ["string", "number", "integer", "boolean", "object", "array", "null"];

const name = fc.constantFrom(...names);
const count = fc.integer({ min: 0, max: 3 });
const number = fc.constantFrom(-1, 0, 0.5, 1, 2, 3);
const exact = fc.constantFrom("2.0", "1e2", "0.50", "9007199254740993", "9223372036854775808", "1234567890123456789");
/** Values that the importer changes, depending on the schema beside them. */
const fragile = fc.oneof(
    fc.constantFrom("4.5", "07:49", "2024-01-01T00:00:00", 3000000000, 16777217, 1e19),
    exact.map((text) => new ExactNumber(text)),
);
const scalar = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(null, true, false, "", "a", "ab", "1", "0.5") },
    { weight: 4, arbitrary: number },
    { weight: 1, arbitrary: fragile },
);

/** Small values of few kinds, so that a schema meets what it accepts and what it does not. */
export const instance: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    value: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        { weight: 3, arbitrary: scalar },
        { weight: 2, arbitrary: fc.array(tie("value"), { maxLength: 4 }) },
        { weight: 3, arbitrary: fc.dictionary(name, tie("value"), { maxKeys: 3, noNullPrototype: true }) },
    ),
})).value;

const bound = fc.oneof(
    fc.constantFrom(1e-30, 1e30),
    exact.map((text) => new ExactNumber(text)),
);

/** Any schema of JSON Schema 2020-12 over the same few names and values, with references to `A`, `B` and `C`. */
export const schema: fc.Arbitrary<unknown> = fc.letrec((tie) => {
    const inner = tie("schema");
    const some = fc.array(inner, { minLength: 1, maxLength: 3 });
    const named = fc.dictionary(name, inner, { maxKeys: 3, noNullPrototype: true });
    const unique = fc.uniqueArray(name, { maxLength: 3 });
    const keywords = [
        fc.record({ type: fc.constantFrom(...types) }),
        fc.record({ type: fc.constantFrom(...types) }),
        fc.record({ type: fc.uniqueArray(fc.constantFrom(...types), { minLength: 1, maxLength: 4 }) }),
        fc.record({ enum: fc.array(scalar, { minLength: 1, maxLength: 4 }) }),
        fc.record({ const: instance }),
        fc.record({ minimum: number, exclusiveMinimum: number }, { requiredKeys: [] }),
        fc.record({ maximum: number, exclusiveMaximum: number }, { requiredKeys: [] }),
        fc.record({ multipleOf: fc.constantFrom(0.5, 1, 2) }),
        fc.record({ minLength: count, maxLength: count, pattern: fc.constantFrom("a", "^a?$") }, { requiredKeys: [] }),
        fc.record({ items: inner, minItems: count, maxItems: count, uniqueItems: fc.boolean() }, { requiredKeys: [] }),
        fc.record({ prefixItems: some, items: inner, maxItems: count }, { requiredKeys: ["prefixItems"] }),
        fc.record({ contains: inner, minContains: count, maxContains: count }, { requiredKeys: ["contains"] }),
        fc.record({ unevaluatedItems: inner }),
        fc.record({ properties: named, required: unique, additionalProperties: inner }, { requiredKeys: [] }),
        fc.record({ properties: named, required: unique }),
        fc.record({ minProperties: count, maxProperties: count }, { requiredKeys: [] }),
        fc.record({
            patternProperties: fc.dictionary(fc.constantFrom("^a", "^", "b$", ""), inner, {
                maxKeys: 2,
                noNullPrototype: true,
            }),
        }),
        fc.record({ propertyNames: fc.oneof(inner, fc.record({ enum: unique.filter((list) => list.length > 0) })) }),
        fc.record({ unevaluatedProperties: inner }),
        fc.record({ dependentRequired: fc.dictionary(name, unique, { maxKeys: 2, noNullPrototype: true }) }),
        fc.record({ dependentSchemas: fc.dictionary(name, inner, { maxKeys: 2, noNullPrototype: true }) }),
        fc.record({ allOf: some }),
        fc.record({ anyOf: some }),
        fc.record({ oneOf: some }),
        fc.record({ anyOf: fc.tuple(inner, fc.constant({ type: "null" })) }),
        fc.record({ not: inner }),
        fc.record({ if: inner, then: inner, else: inner }, { requiredKeys: ["if"] }),
        fc.record({ $ref: fc.constantFrom(...components.map((one) => `#/components/schemas/${one}`)) }),
        fc.record({
            default: scalar,
            examples: fc.array(instance, { maxLength: 2 }),
            description: fc.constant("words"),
        }),
        fc.record({
            contentEncoding: fc.constant("base64"),
            $comment: fc.constant("none"),
            format: fc.constant("int32"),
        }),
        fc.record({ format: fc.constantFrom("int32", "int64", "float", "date", "date-time", "byte") }),
        fc.record({ "x-note": instance, nullable: fc.constant(false), deprecated: fc.boolean() }, { requiredKeys: [] }),
        fc.record({ default: instance, examples: fc.array(instance, { maxLength: 2 }) }, { requiredKeys: [] }),
        fc.record({ minimum: bound, maximum: bound }, { requiredKeys: [] }),
    ] as fc.Arbitrary<object>[];
    return {
        schema: fc.oneof(
            { depthSize: "small", withCrossShrink: true },
            { weight: 1, arbitrary: fc.constantFrom(true, false, {}, { type: "string" }, { type: "null" }) },
            {
                weight: 4,
                arbitrary: fc
                    .array(fc.oneof(...keywords), { minLength: 1, maxLength: 3 })
                    .map((parts) => Object.assign({}, ...parts)),
            },
        ),
    };
}).schema;

/** A schema, and the components that it and they refer to. */
export const schemas = fc.record({ root: schema, A: schema, B: schema, C: schema });
