import type { OpenAPIV3 } from "openapi-types";
import { withExactNumbers } from "./exactNumbers";
import { isObject, JsonObject, setKey } from "./jsonObject";

/**
 * A schema of OpenAPI 3.0.3 in the words of JSON Schema draft 7, for validators: `nullable` adds null to the type beside
 * it (4.7.24), exclusive bounds and all numbers are doubles, and nothing beside a `$ref` counts. What describes only is left out.
 *
 * @param references what stands before the names of the document's schemas, in references to them
 */
export function jsonSchema(
    schema: OpenAPIV3.SchemaObject | OpenAPIV3.ReferenceObject,
    references: string = schemaPrefix,
): JsonObject {
    if ("$ref" in schema) return { $ref: schema.$ref.replace(schemaPrefix, () => references) };
    const inside = (part: OpenAPIV3.SchemaObject) => jsonSchema(part, references);
    const result: JsonObject = {};
    for (const [key, value] of Object.entries(schema)) {
        if (single.has(key)) result[key] = isObject(value) ? inside(value) : value;
        else if (several.has(key)) result[key] = (value as OpenAPIV3.SchemaObject[]).map(inside);
        else if (asserting.has(key)) result[key] = withExactNumbers(value, Number);
    }
    if (schema.properties !== undefined) {
        const properties: JsonObject = {};
        for (const [name, property] of Object.entries(schema.properties)) {
            setKey(properties, name, jsonSchema(property, references));
        }
        result.properties = properties;
    }
    if (schema.nullable === true && schema.type !== undefined) {
        result.type = [schema.type, "null"];
    }
    for (const [flag, bound] of [
        ["exclusiveMinimum", "minimum"],
        ["exclusiveMaximum", "maximum"],
    ] as const) {
        if (schema[flag] !== true || schema[bound] === undefined) continue;
        result[flag] = schema[bound];
        delete result[bound];
    }
    return result;
}

/** What references of a document to its schemas begin with. */
export const schemaPrefix = "#/components/schemas/";

const single = new Set(["items", "additionalProperties", "not"]);
const several = new Set(["allOf", "anyOf", "oneOf"]);
const asserting = new Set([
    ...["type", "enum", "required", "pattern", "minLength", "maxLength", "minimum", "maximum", "multipleOf"],
    ...["minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"],
]);
