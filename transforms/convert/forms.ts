import type { OpenAPIV3 } from "openapi-types";
import { Measured, Measures, withKeyInOrder } from "../canonical";
import { Change } from "../change";
import { JsonObject, setKey, withKeys } from "../jsonObject";
import type { OperationPlace } from "../operations";
import { under } from "../pointer";
import type { ConvertedSchemas } from "./conversion";
import { eachForm, isOfForms, Note, Schema } from "./form";
import { inputForms } from "./inputForms";
import { withServedTypes } from "./servedTypes";
import { anyOf } from "./schemas/anyOf";
import type { Schema as AnySchema } from "./schemas/schema";

/** A request body where it stands itself. */
export type Body = OpenAPIV3.RequestBodyObject;
type Referable = Schema | OpenAPIV3.ReferenceObject;

/**
 * Gives request bodies that are a choice of objects the one shape that all generators of clients compile, fill and send:
 * an object with the properties of all alternatives, and beside them `anyOf` of the alternatives, each with properties of
 * its own and what it requires. A body that is nothing but a choice is sent empty by some of them (NSwag 14.7), and fails
 * the list of all tools in clients of the Model Context Protocol, which need `type: object` at the root.
 *
 * Alternatives that are forms of input require their form. Databricks leaves that out, so that every object fits all of
 * them and no object is exactly one: `anyOf` is meant.
 */
export function forms(body: Body, place: OperationPlace, report: Change[], schemas: ConvertedSchemas): Body {
    if (body.content === undefined) return body;
    return withSchemas(body, (schema, type) => {
        let pointer: string | undefined;
        const note: Note = (construct, effect, detail) => {
            pointer ??= [place.pointer, "requestBody", "content", type, "schema"].reduce(under);
            report.push({ pointer, construct, effect, detail });
        };
        return shaped(schema, schemas, note);
    });
}

/**
 * Writes the properties of all alternatives at the root of the body's schemas that `forms` shaped. Changes nothing else,
 * so that the result is measured by what is added.
 */
export function formsAtRoot({ value, least, most }: Measured<Body>, schemas: ConvertedSchemas, sizes: Measures): Body {
    if (value.content === undefined) return value;
    const grow = (more: Measured<unknown>, less: { least: number; most: number }): void => {
        least += more.least - less.least;
        most += more.most - less.most;
    };
    const result = withSchemas(value, (given) => {
        const schema = named(given, schemas);
        if (schema?.type !== "object" || schema.enum !== undefined) return given;
        if (schema.anyOf !== undefined && schema.oneOf !== undefined) return given;
        const branches = (schema.oneOf ?? schema.anyOf ?? []).map((branch) => named(branch, schemas));
        if (!branches.every(isObjectType)) return given;
        const all = allProperties(schema, branches);
        if (all === undefined) return given;
        const properties = sizes.of(all);
        const rooted = withKeyInOrder(schema, "properties", properties.value);
        if (schema === given && schema.properties === undefined) grow(properties, { least: -ofKey, most: -ofKey });
        else grow(sizes.of(rooted), sizes.of(given));
        return rooted;
    });
    sizes.remember({ value: result, least, most });
    return result;
}

/** Bytes of a key, with its quotation marks, colon and comma. */
const ofKey = "properties".length + 4;

/** The body with each of its schemas as `change` returns it. */
function withSchemas(body: Body, change: (schema: Referable | undefined, type: string) => Referable | undefined): Body {
    let { content } = body;
    for (const type in body.content) {
        const media = body.content[type]!;
        const schema = change(media.schema, type);
        if (schema === media.schema) continue;
        if (content === body.content) content = { ...content };
        setKey(content as JsonObject, type, withKeys(media, { schema }));
    }
    return content === body.content ? body : withKeys(body, { content });
}

/**
 * The schema of a body in that shape; the same where it has it, or is no choice of objects. It stays where bodies are
 * listed in an `enum`: the importer types them by the keywords beside it, and would change them.
 */
function shaped(given: Referable | undefined, schemas: ConvertedSchemas, note: Note): Referable | undefined {
    const found = named(given, schemas);
    if (found === undefined || (found.anyOf !== undefined && found.oneOf !== undefined)) return given;
    const choice = found.oneOf ?? found.anyOf;
    if (found.enum !== undefined) return given;
    if (choice === undefined) {
        if (!isObjectType(found) || !isOfForms(found)) return given;
        const bodies = eachForm(found, schemas, note);
        if (bodies.length === 1) return bodies[0] === found ? given : bodies[0];
        return asObject(
            withKeys(found, { anyOf: bodies, example: undefined, properties: undefined, required: undefined }),
        );
    }
    const branches = choice.map((branch) => named(branch, schemas));
    const objects = branches.filter(isObjectType);
    if (objects.some((branch) => branch.enum !== undefined)) return given;
    const areObjects = objects.length === branches.length;
    const areForms = areObjects && objects.some(isOfForms);
    // A document that was converted before has the forms at its root, too.
    const schema = areForms ? withServedTypes(found, () => undefined) : found;
    const bodies: readonly Referable[] = areForms ? formsOf(objects, schemas, note) : choice;
    const overlap = schema.oneOf !== undefined && (areForms || branches.filter(acceptsEmpty).length > 1);
    if (overlap) {
        note(
            "oneOf",
            "loosened",
            "The alternatives overlap, so that no object is exactly one of them; anyOf accepts each.",
        );
    }
    const same = !overlap && bodies.length === choice.length && bodies.every((body, index) => body === branches[index]);
    const alternatives =
        schema.oneOf !== undefined && !overlap
            ? { anyOf: undefined, oneOf: bodies }
            : { anyOf: bodies, oneOf: undefined };
    const chosen = same || !(overlap || areForms) ? schema : withKeys(schema, alternatives);
    const result = areObjects ? asObject(chosen) : chosen;
    return result === found ? given : result;
}

function formsOf(objects: readonly Schema[], schemas: ConvertedSchemas, note: Note): Schema[] {
    const bodies: Schema[] = [];
    for (const branch of objects) for (const body of eachForm(branch, schemas, note)) bodies.push(body);
    return bodies;
}

function asObject(schema: Schema): Schema {
    return schema.type === undefined ? withKeys(schema, { type: "object" as const }) : schema;
}

/**
 * The properties of all alternatives; undefined where they are all at the root. Nothing is refused that one of them takes:
 * a property that some of them do not describe may be anything, forms of input apart, of which a body carries one.
 */
function allProperties(schema: Schema, branches: readonly Schema[]): JsonObject | undefined {
    const own = schema.properties ?? {};
    let properties: JsonObject = own;
    for (const branch of branches) {
        for (const name in branch.properties) {
            if (Object.hasOwn(properties, name)) continue;
            if (properties === own) properties = withKeys(own, {});
            setKey(properties, name, propertyOf(name, branches));
        }
    }
    return properties === own ? undefined : properties;
}

function propertyOf(name: string, branches: readonly Schema[]): AnySchema {
    const described: AnySchema[] = [];
    for (const { properties } of branches) {
        if (properties !== undefined && Object.hasOwn(properties, name)) described.push(properties[name] as AnySchema);
    }
    return described.length === branches.length || inputForms.includes(name) ? anyOf(described) : {};
}

function named(schema: Referable | undefined, schemas: ConvertedSchemas): Schema | undefined {
    if (schema === undefined || !("$ref" in schema)) return schema;
    return schemas.resolve(schema.$ref) as Schema | undefined;
}

function isObjectType(schema: Schema | undefined): schema is Schema {
    return schema?.type === "object" && schema.nullable !== true;
}

/** Whether `{}` is accepted for certain. Where it takes more than a look to tell, the answer is no. */
function acceptsEmpty(schema: Schema | undefined): boolean {
    if (schema === undefined || (schema.type !== undefined && schema.type !== "object")) return false;
    const decides = ["required", "minProperties", "enum", "not", "allOf", "anyOf", "oneOf", "$ref"];
    return !decides.some((keyword) => keyword in schema);
}
