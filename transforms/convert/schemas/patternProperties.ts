import { setKey, withKeys } from "../../jsonObject";
import { anyOf } from "./anyOf";
import { Pass, Schema } from "./schema";

/**
 * 3.0 cannot choose properties by pattern (JSON Schema 2020-12, 10.3.2.2). One that matches every name is what
 * `additionalProperties` and `properties` say together; otherwise a further property may be what any pattern asks for.
 */
export const patternProperties: Pass = (schema, at) => {
    if (schema.patternProperties === undefined) return schema;
    const { patternProperties: patterns, additionalProperties = true, ...rest } = schema;
    const schemas = Object.values(patterns);
    const entries = Object.entries(patterns);

    if (entries.length === 0) {
        at.removed("patternProperties", "It is empty.");
        return schema.additionalProperties === undefined ? rest : withKeys(rest, { additionalProperties });
    }
    if (entries.length === 1 && everyName.has(entries[0]![0])) {
        at.rewritten(
            "patternProperties",
            "The pattern matches every name, so additionalProperties expresses the same.",
        );
        const properties = each(rest.properties ?? {}, (property) => ({ allOf: [property, schemas[0]!] }));
        return withKeys(rest, {
            ...(rest.properties === undefined ? {} : { properties }),
            additionalProperties: schemas[0]!,
        });
    }
    if (additionalProperties === true || isEmpty(additionalProperties)) {
        at.loosened("patternProperties", "3.0 has no patterns for names. Any further property is accepted.");
        return rest;
    }
    at.loosened("patternProperties", "3.0 has no patterns for names. Any name may have what it asks for.");
    const further = additionalProperties === false ? schemas : [...schemas, additionalProperties];
    return withKeys(rest, { additionalProperties: anyOf(further) });
};

/** Patterns are not anchored (JSON Schema 2020-12, 6.4), so these match all names; a dot misses line breaks only. */
const everyName = new Set(["", "^", ".*", "^.*", "[\\s\\S]*", "^[\\s\\S]*$"]);

const isEmpty = (schema: boolean | Schema) => typeof schema === "object" && Object.keys(schema).length === 0;

function each(schemas: { [name: string]: Schema }, change: (schema: Schema) => Schema): { [name: string]: Schema } {
    const result: { [name: string]: Schema } = {};
    for (const [name, schema] of Object.entries(schemas)) setKey(result, name, change(schema));
    return result;
}
