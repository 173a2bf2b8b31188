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
    const references = "#/definitions/";
    const definitions: JsonObject = {};
    for (const [name, component] of Object.entries(schemas)) definitions[name] = jsonSchema(component, references);
    const root = { ...jsonSchema(schema, references), definitions };
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
