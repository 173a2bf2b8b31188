import { canonicalJson } from "../../canonical";
import { schemaPrefix } from "../../jsonSchema";
import type { OpenAPIV3 } from "openapi-types";

type Schema = OpenAPIV3.SchemaObject | OpenAPIV3.ReferenceObject;
/** An object. One without properties is whatever else there may be. */
type Form = OpenAPIV3.SchemaObject;

/**
 * One object with the properties of all forms in place of a choice of forms, which are told of in words. Of a choice,
 * openapi-generator sends the first form that takes anything, and NSwag nothing at all.
 */
export function flatForms(schema: Schema, schemas: Readonly<Record<string, Schema>>): Schema {
    if ("$ref" in schema) return schema;
    const { anyOf, oneOf, discriminator: _, ...rest } = schema;
    const forms = (anyOf ?? oneOf)?.map((form) => resolved(form, schemas));
    if (!forms?.every(isForm)) return schema;
    const properties = new Map<string, Schema>(Object.entries(rest.properties ?? {}));
    for (const form of forms) {
        for (const [name, property] of Object.entries(form.properties ?? {})) {
            const known = properties.get(name);
            properties.set(
                name,
                known === undefined || isSame(known, property) ? property : anyOfBoth(known, property),
            );
        }
    }
    const inAll = (forms[0]!.required ?? []).filter((name) => forms.every(({ required }) => required?.includes(name)));
    const required = [...new Set([...(rest.required ?? []), ...inAll])];
    const described = forms.filter(({ properties }) => properties !== undefined);
    const ways = [
        ...new Set(
            described.map(({ required, properties = {} }) => (required ?? Object.keys(properties)).join(" and ")),
        ),
    ];
    const words = ways.length > 1 ? `One of these ways: ${ways.join("; ")}.` : "";
    return {
        ...rest,
        type: "object",
        properties: Object.fromEntries(properties),
        ...(required.length > 0 && { required }),
        description: [rest.description, words].filter(Boolean).join(" ") || undefined,
    };
}

function resolved(schema: Schema, schemas: Readonly<Record<string, Schema>>): Schema {
    return "$ref" in schema ? (schemas[schema.$ref.slice(schemaPrefix.length)] ?? schema) : schema;
}

function isForm(form: Schema): form is Form {
    if ("$ref" in form || form.anyOf !== undefined || form.oneOf !== undefined) return false;
    return form.properties !== undefined || form.type === "object";
}

function isSame(one: Schema, other: Schema): boolean {
    return canonicalJson(one) === canonicalJson(other);
}

function anyOfBoth(one: Schema, other: Schema): Schema {
    return { anyOf: [one, other] };
}
