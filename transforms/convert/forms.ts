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
 *
 * @param growth what the document may grow by
 */
export function forms(document: Document, report: Change[], growth: Growth): Document {
    if (growth === "none") return document;
    return operations.map(document, (operation, place) => {
        const body = operation.requestBody as OpenAPIV3.RequestBodyObject | undefined;
        if (body?.content === undefined) return operation;
        let content = body.content;
        for (const [type, media] of Object.entries(body.content)) {
            const note: Note = (construct, effect, detail) => {
                const pointer = under(under(under(under(place.pointer, "requestBody"), "content"), type), "schema");
                report.push({ pointer, construct, effect, detail });
            };
            const schema = shaped(media.schema, document, growth === "all", note);
            if (schema === media.schema) continue;
            if (content === body.content) content = { ...content };
            setKey(content as JsonObject, type, withKeys(media, { schema }));
        }
        return content === body.content ? operation : withKeys(operation, { requestBody: withKeys(body, { content }) });
    });
}

/**
 * What the forms add to a document: with `all`, the properties stand at the root once more; with `few` they do not; with
 * `none`, bodies stay as they are.
 */
export type Growth = "all" | "few" | "none";

/** The schema of a body in that shape; the same where it has it, or is no choice of objects. */
function shaped(
    given: Referable | undefined,
    document: Document,
    withProperties: boolean,
    note: Note,
): Referable | undefined {
    const found = named(given, document);
    if (found === undefined || (found.anyOf !== undefined && found.oneOf !== undefined)) return given;
    const schemas = document.components?.schemas ?? {};
    const choice = found.oneOf ?? found.anyOf;
    if (choice === undefined) {
        if (!isObjectType(found) || !isOfForms(found)) return given;
        const bodies = eachForm(found, schemas, note);
        if (bodies.length === 1) return bodies[0] === found ? given : bodies[0];
        const { properties: _, required: _required, example: _example, ...rest } = found;
        return withRoot(withKeys(rest, { anyOf: bodies }), bodies, withProperties);
    }
    const branches = choice.map((branch) => named(branch, document));
    const objects = branches.filter((branch): branch is Schema => branch !== undefined && isObjectType(branch));
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
    const result = areObjects ? withRoot(chosen, areForms ? (bodies as Schema[]) : objects, withProperties) : chosen;
    return result === found ? given : result;
}

/**
 * The choice with the type and the properties of its alternatives. Nothing is refused that one of them takes: a property
 * that some of them do not describe may be anything, forms of input apart, of which a body carries one.
 */
function withRoot(schema: Schema, branches: readonly Schema[], withProperties: boolean): Schema {
    if (schema.type !== undefined && schema.type !== "object") return schema;
    const typed = schema.type === "object" ? schema : withKeys(schema, { type: "object" as const });
    if (!withProperties) return typed;
    const own = schema.properties ?? {};
    const names = new Set(branches.flatMap(({ properties }) => Object.keys(properties ?? {})));
    const more: JsonObject = {};
    for (const name of [...names].sort()) {
        if (Object.hasOwn(own, name)) continue;
        const said = branches.map(({ properties }) =>
            properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined,
        );
        const described = said.filter((property) => property !== undefined) as AnySchema[];
        const known = described.length === branches.length || inputForms.includes(name);
        setKey(more, name, known ? anyOf(described) : {});
    }
    if (Object.keys(more).length === 0) return typed;
    const properties: JsonObject = {};
    for (const [name, property] of [...Object.entries(own), ...Object.entries(more)])
        setKey(properties, name, property);
    return withKeys(typed, { properties: properties as Schema["properties"] });
}

function named(schema: Referable | undefined, document: Document): Schema | undefined {
    if (schema === undefined || !("$ref" in schema)) return schema;
    return document.components?.schemas?.[schema.$ref.slice("#/components/schemas/".length)] as Schema | undefined;
}

function isObjectType({ type, nullable }: Schema): boolean {
    return type === "object" && nullable !== true;
}

/** Whether `{}` is accepted for certain. Where it takes more than a look to tell, the answer is no. */
function acceptsEmpty(schema: Schema | undefined): boolean {
    if (schema === undefined || (schema.type !== undefined && schema.type !== "object")) return false;
    const decides = ["required", "minProperties", "enum", "not", "allOf", "anyOf", "oneOf", "$ref"];
    return !decides.some((keyword) => keyword in schema);
}
