import Ajv2020, { ValidateFunction } from "ajv/dist/2020";
import { DatabricksError } from "./databricksError";
import { forms } from "./scoring/signature";
import { alternatives, asObject, Schema } from "./servedModels";

/**
 * Checks the body of a foundation or external model. They refuse fields that they do not know; their documents are
 * narrower than they are, so a body is refused only if it has none of the document's fields or one of the wrong type.
 *
 * @returns for how many rows it asks
 * @throws {DatabricksError} 400
 */
export function checkFoundationInput(body: string, schema: Schema): number {
    const input: Record<string, unknown> = JSON.parse(body);
    const members = alternatives(schema);
    checkFields(input, new Set(members.flatMap((member) => Object.keys(asObject(member.properties)))));
    checkTypes(input, schema, members);
    return Array.isArray(input.input) ? input.input.length : 1;
}

function checkFields(input: Record<string, unknown>, properties: ReadonlySet<string>): void {
    const fields = Object.keys(input);
    const wrong = fields.find((field) => (forms as readonly string[]).includes(field));
    const known = properties.size === 0 || fields.some((field) => properties.has(field));
    if (known && wrong === undefined) return;
    const detail = fields.length > 0 ? `json: unknown field "${wrong ?? fields[0]}"` : "the body has no fields";
    throw new DatabricksError(400, "BAD_REQUEST", `Bad request: ${detail}`);
}

const validators = new WeakMap<Schema, ValidateFunction>();

function checkTypes(input: unknown, schema: Schema, members: readonly Schema[]): void {
    // Compiled once, which is slow.
    let validate = validators.get(schema);
    if (validate === undefined) {
        const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });
        validate = ajv.compile({ anyOf: members.map(lenient) });
        validators.set(schema, validate);
    }
    if (validate(input)) return;
    const [first] = validate.errors ?? [];
    const missing = asObject(first?.params).missingProperty;
    const reason =
        missing === undefined ? `${first?.instancePath || "input"} ${first?.message}` : `missing '${missing}'`;
    throw new DatabricksError(400, "BAD_REQUEST", `Bad request: ${reason}`);
}

/** A schema without what serving does not enforce: names of columns, formats, and types that MLflow could not tell. */
function lenient(schema: unknown): unknown {
    if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return true;
    const { type, properties, required, items, prefixItems, oneOf, anyOf, nullable, format } = schema as Schema;
    if (format === "unknown") return true;
    const members = (oneOf ?? anyOf) as unknown;
    const kept = {
        ...(typeof type === "string" && { type }),
        ...(properties !== undefined && {
            properties: Object.fromEntries(
                Object.entries(asObject(properties)).map(([name, value]) => [name, lenient(value)]),
            ),
        }),
        ...(Array.isArray(required) && { required }),
        ...(items !== undefined && { items: lenient(items) }),
        ...(Array.isArray(prefixItems) && prefixItems.length > 0 && { prefixItems: prefixItems.map(lenient) }),
        ...(Array.isArray(members) && members.length > 0 && { anyOf: members.map(lenient) }),
    };
    return nullable === true ? { anyOf: [kept, { type: "null" }] } : kept;
}
