import type { OpenAPIV3 } from "openapi-types";
import { Change } from "../change";
import { JsonObject, setKey, withKeys } from "../jsonObject";
import { operations } from "../operations";
import { under } from "../pointer";
import { eachForm, isOfForms, Note, Schema } from "./form";
import { inputForms } from "./inputForms";
import { withServedTypes } from "./servedTypes";
import { anyOf } from "./schemas/anyOf";
import type { Schema as AnySchema } from "./schemas/schema";

type Document = OpenAPIV3.Document;
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
export function forms(document: Document, report: Change[]): Document {
    return mapBodies(document, (schema, place) => {
        let pointer: string | undefined;
        const note: Note = (construct, effect, detail) => {
            pointer ??= place();
            report.push({ pointer, construct, effect, detail });
        };
        return shaped(schema, document, note);
    });
}

/** Writes the properties of all alternatives at the root of the bodies that `forms` shaped. Changes nothing else. */
export function formsAtRoot(document: Document): Document {
    return mapBodies(document, (given) => {
        const schema = named(given, document);
        if (schema?.type !== "object" || schema.enum !== undefined) return given;
        if (schema.anyOf !== undefined && schema.oneOf !== undefined) return given;
        const branches = (schema.oneOf ?? schema.anyOf ?? []).map((branch) => named(branch, document));
        if (!branches.every(isObjectType)) return given;
        const result = withProperties(schema, branches);
        return result === schema ? given : result;
    });
}

/** The document with the schema of each request body as `change` returns it. `place` writes the schema's pointer. */
function mapBodies(
    document: Document,
    change: (schema: Referable | undefined, place: () => string) => Referable | undefined,
): Document {
    return operations.map(document, (operation, place) => {
        const body = operation.requestBody as OpenAPIV3.RequestBodyObject | undefined;
        if (body?.content === undefined) return operation;
        let content = body.content;
        for (const type in body.content) {
            const media = body.content[type]!;
            const pointer = () => [place.pointer, "requestBody", "content", type, "schema"].reduce(under);
            const schema = change(media.schema, pointer);
            if (schema === media.schema) continue;
            if (content === body.content) content = { ...content };
            setKey(content as JsonObject, type, withKeys(media, { schema }));
        }
        return content === body.content ? operation : withKeys(operation, { requestBody: withKeys(body, { content }) });
    });
}

/**
 * The schema of a body in that shape; the same where it has it, or is no choice of objects. It stays where bodies are
 * listed in an `enum`: the importer types them by the keywords beside it, and would change them.
 */
function shaped(given: Referable | undefined, document: Document, note: Note): Referable | undefined {
    const found = named(given, document);
    if (found === undefined || (found.anyOf !== undefined && found.oneOf !== undefined)) return given;
    const schemas = document.components?.schemas ?? {};
    const choice = found.oneOf ?? found.anyOf;
    if (found.enum !== undefined) return given;
    if (choice === undefined) {
        if (!isObjectType(found) || !isOfForms(found)) return given;
        const bodies = eachForm(found, schemas, note);
        if (bodies.length === 1) return bodies[0] === found ? given : bodies[0];
        const { properties: _, required: _required, example: _example, ...rest } = found;
        return asObject(withKeys(rest, { anyOf: bodies }));
    }
    const branches = choice.map((branch) => named(branch, document));
    const objects = branches.filter(isObjectType);
    if (objects.some((branch) => branch.enum !== undefined)) return given;
    const areObjects = objects.length === branches.length;
    const areForms = areObjects && objects.some(isOfForms);
    // A document that was converted before has the forms at its root, too.
    const schema = areForms ? withServedTypes(found, () => undefined) : found;
    const bodies = areForms ? objects.flatMap((branch) => eachForm(branch, schemas, note)) : choice;
    const overlap = schema.oneOf !== undefined && (areForms || branches.filter(acceptsEmpty).length > 1);
    if (overlap) {
        note(
            "oneOf",
            "loosened",
            "The alternatives overlap, so that no object is exactly one of them; anyOf accepts each.",
        );
    }
    const same = !overlap && bodies.length === choice.length && bodies.every((body, index) => body === branches[index]);
    const { oneOf, anyOf: _, ...rest } = schema;
    const keyword = oneOf !== undefined && !overlap ? "oneOf" : "anyOf";
    const chosen = same || !(overlap || areForms) ? schema : withKeys(rest, { [keyword]: bodies });
    const result = areObjects ? asObject(chosen) : chosen;
    return result === found ? given : result;
}

function asObject(schema: Schema): Schema {
    return schema.type === undefined ? withKeys(schema, { type: "object" as const }) : schema;
}

/**
 * The choice with the properties of its alternatives. Nothing is refused that one of them takes: a property that some of
 * them do not describe may be anything, forms of input apart, of which a body carries one.
 */
function withProperties(schema: Schema, branches: readonly Schema[]): Schema {
    const own = schema.properties ?? {};
    let properties: JsonObject = own;
    for (const branch of branches) {
        for (const name in branch.properties) {
            if (Object.hasOwn(properties, name)) continue;
            if (properties === own) properties = withKeys(own, {});
            setKey(properties, name, propertyOf(name, branches));
        }
    }
    return properties === own ? schema : withKeys(schema, { properties: properties as Schema["properties"] });
}

function propertyOf(name: string, branches: readonly Schema[]): AnySchema {
    const described: AnySchema[] = [];
    for (const { properties } of branches) {
        if (properties !== undefined && Object.hasOwn(properties, name)) described.push(properties[name] as AnySchema);
    }
    return described.length === branches.length || inputForms.includes(name) ? anyOf(described) : {};
}

function named(schema: Referable | undefined, document: Document): Schema | undefined {
    if (schema === undefined || !("$ref" in schema)) return schema;
    return document.components?.schemas?.[schema.$ref.slice("#/components/schemas/".length)] as Schema | undefined;
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
