import type { OpenAPIV3 } from "openapi-types";
import { isObject } from "../jsonObject";
import { hasType } from "./schemas/hasType";
import type { Schema } from "./schemas/schema";

/**
 * Whether a schema accepts a value, where that can be told at a look: by types, members, items and alternatives. False for
 * a schema that says more, e.g. an `enum` or a reference, whatever the value is. Takes a fifth of a validator's time.
 */
export function fitsPlainly(value: unknown, schema: OpenAPIV3.SchemaObject | Schema): boolean {
    return fits(value, schema as Schema);
}

function fits(value: unknown, schema: Schema): boolean {
    for (const keyword in schema) if (!plain.has(keyword) && !keyword.startsWith("x-")) return false;
    const { type, anyOf, items, properties, additionalProperties, required } = schema;
    // Null fits by its type alone, and nothing below concerns it.
    if (!hasType(value, schema) || (value === null && type === undefined)) return false;
    if (anyOf !== undefined && !anyOf.some((branch) => fits(value, branch))) return false;
    if (Array.isArray(value)) {
        if (value.length < (schema.minItems ?? 0) || value.length > (schema.maxItems ?? Infinity)) return false;
        if (items !== undefined) for (const item of value) if (!fits(item, items)) return false;
        return true;
    }
    if (!isObject(value)) return true;
    if (required !== undefined) for (const name of required) if (!Object.hasOwn(value, name)) return false;
    for (const name in value) {
        const isNamed = properties !== undefined && Object.hasOwn(properties, name);
        const inner = isNamed ? properties[name] : additionalProperties;
        if (inner !== undefined && !(typeof inner === "boolean" ? inner : fits(value[name], inner))) return false;
    }
    return true;
}

const plain = new Set([
    ...["type", "nullable", "anyOf", "items", "minItems", "maxItems", "properties", "additionalProperties", "required"],
    ...["title", "description", "format", "default", "example", "deprecated", "readOnly", "writeOnly", "externalDocs"],
]);
