import type { OpenAPIV3 } from "openapi-types";
import { isObject, type JsonObject, setKey } from "../../jsonObject";
import { flatForms } from "./flatForms";

type Schema = OpenAPIV3.SchemaObject | OpenAPIV3.ReferenceObject;

/**
 * Schemas in the shapes from which generators make clients that send what they are given and show what they get. They
 * accept more than before, and say less of what goes together.
 */
export function forGenerators(schemas: Readonly<Record<string, Schema>>): Record<string, Schema> {
    const flat = (schema: Schema) => shaped(withoutNamedChoice(flatForms(schema, schemas)));
    return each(schemas, flat) as Record<string, Schema>;
}

/** Shapes a schema and what is within it. */
function shaped(schema: unknown): unknown {
    if (!isObject(schema)) return schema;
    const { ...result } = schema;
    for (const key of ["items", "additionalProperties", "not"]) {
        if (key in schema) result[key] = shaped(schema[key]);
    }
    for (const key of ["allOf", "anyOf", "oneOf"]) {
        if (Array.isArray(schema[key])) result[key] = schema[key].map(shaped);
    }
    if (isObject(schema.properties)) result.properties = each(schema.properties, shaped);
    const shapes = [withoutListChoice, withoutScalarChoice, listFirst, namesInWords, nullableWithType, oneOfTypes];
    return shapes.reduce((inner, shape) => shape(inner), result);
}

function each(members: JsonObject, change: (member: Schema) => unknown): JsonObject {
    const changed: JsonObject = {};
    for (const [name, member] of Object.entries(members)) setKey(changed, name, change(member as Schema));
    return changed;
}

/** Kiota's C# of a component that is a choice and has no properties does not compile. */
function withoutNamedChoice(schema: Schema): Schema {
    if ("$ref" in schema || schema.properties !== undefined) return schema;
    const { anyOf, oneOf, discriminator, ...rest } = schema;
    return (anyOf ?? oneOf) ? rest : schema;
}

/**
 * No type in place of a choice of scalars. NSwag makes an empty class of such a choice, and loses the whole answer when it
 * reads one, as `error_code`.
 */
function withoutScalarChoice(schema: JsonObject): JsonObject {
    const { anyOf, oneOf, ...rest } = schema;
    const choices = anyOf ?? oneOf;
    return Array.isArray(choices) && choices.every(isPlain) ? rest : schema;
}

/** A scalar, or anything at all. */
function isPlain(choice: unknown): boolean {
    if (!isObject(choice)) return true;
    if (choice.type === "object") return choice.properties === undefined;
    return ["string", "integer", "number", "boolean"].includes(String(choice.type)) || Object.keys(choice).length === 0;
}

/** A list is a list: what its choices say of lengths and places has no type in any language. */
function withoutListChoice(schema: JsonObject): JsonObject {
    const { anyOf, oneOf, ...rest } = schema;
    if (schema.type !== "array" || (anyOf === undefined && oneOf === undefined)) return schema;
    return rest;
}

/** NSwag takes the first of several types only, and a list of one says what a text says. */
function listFirst(schema: JsonObject): JsonObject {
    const { ...result } = schema;
    for (const key of ["anyOf", "oneOf"]) {
        const choices = schema[key];
        if (!Array.isArray(choices)) continue;
        const isList = (choice: unknown) => isObject(choice) && choice.type === "array";
        result[key] = [...choices.filter(isList), ...choices.filter((choice) => !isList(choice))];
    }
    return result;
}

/**
 * `oneOf` where no value can be of two members, which says the same: NSwag makes an empty class of an `anyOf`, and takes the
 * first member of a `oneOf`.
 */
function oneOfTypes(schema: JsonObject): JsonObject {
    const { anyOf, ...rest } = schema;
    if (!Array.isArray(anyOf) || rest.oneOf !== undefined) return schema;
    const types = anyOf.map((choice) => (isObject(choice) ? choice.type : undefined));
    const apart = new Set(types.map((type) => (type === "integer" ? "number" : type))).size === types.length;
    const nulls = anyOf.filter((choice) => isObject(choice) && choice.nullable === true).length;
    return apart && nulls < 2 && !types.includes(undefined) ? { ...rest, oneOf: anyOf } : schema;
}

/** How many names a description lists. */
const mostNames = 200;

/** NSwag with System.Text.Json sends the positions of an enumeration's names where they are a list's items. */
function namesInWords(schema: JsonObject): JsonObject {
    const { items, description } = schema;
    if (!isObject(items) || !Array.isArray(items.enum) || items.type !== "string") return schema;
    const { enum: names, ...others } = items;
    const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : "";
    const words = `Each is one of: ${names.slice(0, mostNames).join(", ")}${more}.`;
    return { ...schema, items: others, description: [description, words].filter(Boolean).join(". ") };
}

/** `nullable` without a type says nothing (OpenAPI 3.0.3, 4.7.24): of a choice, the first member has it. */
function nullableWithType(schema: JsonObject): JsonObject {
    if (schema.nullable === undefined || schema.type !== undefined) return schema;
    const { nullable, ...result } = schema;
    for (const key of ["anyOf", "oneOf"]) {
        const choices = result[key];
        if (!Array.isArray(choices)) continue;
        const [first, ...others] = choices as JsonObject[];
        const isSaid = choices.some((choice) => isObject(choice) && choice.nullable === true);
        if (first?.type !== undefined && !isSaid) result[key] = [{ ...first, nullable }, ...others];
    }
    return result;
}
