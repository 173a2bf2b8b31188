import type { OpenAPIV3 } from "openapi-types";
import { jsonText } from "../../json/jsonText";
import { schemaPrefix } from "../../transforms/jsonSchema";

type Schema = OpenAPIV3.SchemaObject | OpenAPIV3.ReferenceObject;
type Schemas = Readonly<Record<string, Schema>>;

/** A member of a body, for people. */
export interface Field {
    /** Where it is. @example "messages[].role" */
    readonly name: string;
    /** @example "text: \"user\" or \"assistant\"" */
    readonly type: string;
    readonly isRequired: boolean;
    readonly description: string;
}

/** Members of a body that are shown. The document has all. */
export const mostFields = 150;
const deepest = 8;
const mostValues = 8;
/** Schemas that are looked at, because choices within choices multiply. */
const mostSteps = 5000;

/** The members of a body, those within an object below it: at most `mostFields`, and one more where there are more. */
export function fieldsOf(body: Schema, schemas: Schemas): Field[] {
    const fields = new Map<string, Field>();
    let steps = 0;
    const visit = (schema: Schema, at: string, above: readonly Schema[]): void => {
        const own = resolved(schema, schemas);
        if (above.length > deepest || above.includes(own) || ++steps > mostSteps) return;
        const inner = (part: Schema, place = at) => visit(part, place, [...above, own]);
        for (const [name, property] of Object.entries(own.properties ?? {})) {
            const path = at === "" ? name : `${at}.${name}`;
            if (!fields.has(path)) {
                if (fields.size > mostFields) return;
                const { description = "" } = resolved(property, schemas);
                const isRequired = own.required?.includes(name) === true;
                fields.set(path, { name: path, type: typeOf(property, schemas), isRequired, description });
            }
            inner(property, path);
        }
        if ("items" in own && own.items) inner(own.items, `${at}[]`);
        if (typeof own.additionalProperties === "object") inner(own.additionalProperties, at === "" ? "*" : `${at}.*`);
        for (const part of [...(own.allOf ?? []), ...(own.anyOf ?? []), ...(own.oneOf ?? [])]) inner(part);
    };
    visit(body, "", []);
    return [...fields.values()];
}

/** What a value of a schema is, in words. */
export function typeOf(schema: Schema, schemas: Schemas, depth = 0): string {
    const own = resolved(schema, schemas);
    const inner = (part: Schema) => (depth < deepestType ? typeOf(part, schemas, depth + 1) : "anything");
    const nullable = own.nullable ? " or null" : "";
    if (own.enum) {
        const values = own.enum.slice(0, mostValues).map((value) => jsonText(value));
        const more = own.enum.length > mostValues ? ` or ${own.enum.length - mostValues} more` : "";
        return `${values.join(" or ")}${more}${values.includes("null") ? "" : nullable}`;
    }
    if (own.type === "array") return `list of ${inner(own.items)}${nullable}`;
    const choices = own.type === undefined ? (own.anyOf ?? own.oneOf) : undefined;
    if (choices) {
        const types = [...new Set(choices.slice(0, mostValues).map(inner))];
        const more = choices.length > mostValues ? " or something else" : "";
        return `${types.join(" or ")}${more}${types.some((type) => type.endsWith("or null")) ? "" : nullable}`;
    }
    const name = own.type === undefined ? (own.properties ? "object" : "anything") : (words[own.type] ?? own.type);
    return `${name}${own.format ? ` (${own.format})` : ""}${nullable}`;
}

/** Types within types that a reader still follows. */
const deepestType = 3;

const words: Readonly<Record<string, string>> = { string: "text", boolean: "true or false" };

function resolved(schema: Schema, schemas: Schemas): OpenAPIV3.SchemaObject {
    let own: Schema = schema;
    for (let steps = 0; "$ref" in own && steps < deepest; steps++) {
        const name: string = own.$ref.slice(schemaPrefix.length);
        own = Object.hasOwn(schemas, name) ? schemas[name]! : {};
    }
    return "$ref" in own ? {} : own;
}
