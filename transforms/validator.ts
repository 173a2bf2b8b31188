import { Validator } from "@cfworker/json-schema";
import type { OpenAPIV3 } from "openapi-types";
import { withExactNumbers } from "./exactNumbers";
import { JsonObject } from "./jsonObject";
import { jsonSchema } from "./jsonSchema";

type Schema = OpenAPIV3.SchemaObject | OpenAPIV3.ReferenceObject;

/**
 * Says whether a schema of a document accepts a value. A schema with a `pattern`, or with a reference that leads nowhere,
 * accepts nothing as far as is known. Generates no code, which a fetched document would have a hand in, and which takes
 * longer than what it is for.
 * @param schemas the document's components
 */
export function validator(schema: Schema, schemas: object): (value: unknown) => boolean {
    const root = rootOf(schema, schemas);
    // A pattern may need longer than the universe lasts for an unlucky text, and a validator has no way out.
    if (JSON.stringify(root).includes('"pattern":"')) return () => false;
    return (value) => {
        try {
            return new Validator(root, "7").validate(withExactNumbers(value, Number)).valid;
        } catch {
            // A reference that leads nowhere, or round in a circle.
            return false;
        }
    };
}

/**
 * Where a value does not fit a schema of a document, and why, without a word of the value itself beside names of members;
 * undefined where it fits. Patterns are not checked, because an unlucky text may take for ever.
 * @param schemas the document's components
 */
export function misfit(schema: Schema, schemas: object, value: unknown): string | undefined {
    return misfitOf(rootOf(schema, schemas), value);
}

/** The same for a JSON Schema (draft 7). */
export function misfitOf(schema: object, value: unknown): string | undefined {
    const root = JSON.parse(JSON.stringify(schema), (key, member: unknown) =>
        key === "pattern" && typeof member === "string" ? undefined : member,
    ) as JsonObject;
    try {
        const { errors } = new Validator(root, "7", false).validate(value);
        // The error of a place is repeated at all places around it.
        const depth = ({ instanceLocation }: (typeof errors)[number]) => instanceLocation.split("/").length;
        const [deepest] = [...errors].sort((one, other) => depth(other) - depth(one));
        return deepest && `${deepest.instanceLocation} (${deepest.keyword}): ${deepest.error}`;
    } catch {
        // A reference that leads nowhere, or round in a circle, says nothing of the value.
        return undefined;
    }
}

function rootOf(schema: Schema, schemas: object): JsonObject {
    const references = "#/definitions/";
    const definitions: JsonObject = {};
    for (const [name, component] of Object.entries(schemas)) definitions[name] = jsonSchema(component, references);
    return { ...jsonSchema(schema, references), definitions };
}
