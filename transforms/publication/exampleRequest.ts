import type { OpenAPIV3 } from "openapi-types";
import { jsonBytes } from "../canonical";
import { holds, isObject } from "../jsonObject";
import { schemaPrefix } from "../jsonSchema";
import { validator } from "../validator";
import { sampleOf } from "./sampleOf";

type Schema = OpenAPIV3.SchemaObject | OpenAPIV3.ReferenceObject;

/** Bytes of the schemas that an example is made for; compiling larger ones takes longer than an example is worth. */
const mostSchemaBytes = 128 * 1024;
/** Bytes of an example that somebody reads. */
const mostExampleBytes = 16 * 1024;

/**
 * A body that a caller could send: the document's own where it is valid, else `usual`, else one made up from the schema.
 * Undefined where nothing valid can be found.
 *
 * Valid is what the schema accepts and what has declared members only: Databricks' schemas accept every object.
 * @param usual body of the endpoint's task
 */
export function exampleRequest(
    media: OpenAPIV3.MediaTypeObject,
    document: OpenAPIV3.Document,
    usual: unknown,
): unknown {
    const schemas = document.components?.schemas ?? {};
    const schema = media.schema;
    if (schema === undefined || jsonBytes(schema) + jsonBytes(schemas) > mostSchemaBytes) return undefined;
    let accepts: ((value: unknown) => boolean) | undefined;
    const named = (value: Schema | undefined) => resolved(value, schemas);
    const branches = alternatives(named(schema)).map(named);
    const members = new Set(branches.flatMap((branch) => Object.keys(branch?.properties ?? {})));
    const fits = (value: unknown) =>
        holds(value) &&
        Object.keys(value).length > 0 &&
        (members.size === 0 || Object.keys(value).every((name) => members.has(name))) &&
        jsonBytes(value) <= mostExampleBytes &&
        (accepts ??= validator(schema, schemas))(value);
    for (const candidate of candidates(media, named(schema), branches, usual)) if (fits(candidate)) return candidate;
    const made = madeUp(preferred(branches), schemas);
    return fits(made) ? made : undefined;
}

function* candidates(
    media: OpenAPIV3.MediaTypeObject,
    schema: OpenAPIV3.SchemaObject | undefined,
    branches: readonly (OpenAPIV3.SchemaObject | undefined)[],
    usual: unknown,
): Generator<unknown> {
    yield media.example;
    for (const example of Object.values(media.examples ?? {})) yield (example as OpenAPIV3.ExampleObject).value;
    yield schema?.example;
    const first = preferred(branches);
    for (const branch of [first, ...branches.filter((other) => other !== first)]) {
        yield branch?.example;
        // Databricks leaves the name of the form out of its examples.
        const form = Object.keys(branch?.properties ?? {}).find((name) => name.startsWith("dataframe_"));
        if (form !== undefined && branch?.example !== undefined) yield { [form]: branch.example };
    }
    yield usual;
}

/** Rows by column say most, and each alternative by itself is a body. */
function preferred(branches: readonly (OpenAPIV3.SchemaObject | undefined)[]): OpenAPIV3.SchemaObject | undefined {
    return branches.find((branch) => branch?.properties?.dataframe_records !== undefined) ?? branches[0];
}

function alternatives(schema: OpenAPIV3.SchemaObject | undefined): readonly (Schema | undefined)[] {
    return schema?.anyOf ?? schema?.oneOf ?? [schema];
}

function resolved(schema: Schema | undefined, schemas: object): OpenAPIV3.SchemaObject | undefined {
    if (schema === undefined || !("$ref" in schema)) return schema;
    const target = (schemas as Record<string, Schema>)[schema.$ref.slice(schemaPrefix.length)];
    return target === undefined || "$ref" in target ? undefined : target;
}

function madeUp(schema: OpenAPIV3.SchemaObject | undefined, schemas: object): unknown {
    // Which cells belong to which columns no schema says.
    if (schema?.properties?.dataframe_split !== undefined) return undefined;
    const made = schema && sampleOf(schema, schemas as Record<string, Schema>);
    if (!isObject(made)) return made;
    // Whoever copies the example reads one answer.
    const { stream: _, ...rest } = made;
    return rest;
}
