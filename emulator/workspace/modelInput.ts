import Ajv2020, { ValidateFunction } from "ajv/dist/2020";
import { DatabricksError } from "./databricksError";
import { alternatives, asObject, Schema } from "./servedModels";

/** The input fields of MLflow's scoring protocol (mlflow/pyfunc/scoring_server). */
export const MLFLOW_FIELDS = ["dataframe_records", "dataframe_split", "inputs", "instances"] as const;

/**
 * Checks the body of an invocation as the server of its model would, and tells for how many rows it asks.
 *
 * Models with a signature take exactly one of MLflow's input fields, whatever their document lists; columns are checked
 * against the document. Foundation and external models refuse fields that they do not know; their documents are narrower
 * than they are, so a body is refused only if it has none of the document's fields or one of the wrong type.
 *
 * @throws {DatabricksError} 400
 */
export function checkInput(body: string, schema: Schema): { rows: number; input: Record<string, unknown> } {
    const input = parsedInput(body);
    const members = alternatives(schema);
    const properties = new Set(members.flatMap((member) => Object.keys(asObject(member.properties))));
    if (!MLFLOW_FIELDS.some((field) => properties.has(field))) {
        checkFields(input, properties);
        checkTypes(input, validator(schema, "", members), body);
        return { rows: Array.isArray(input.input) ? input.input.length : 1, input };
    }
    const given = MLFLOW_FIELDS.filter((field) => field in input);
    if (given.length !== 1) {
        throw wrongFormat(`Received dictionary with input fields: ${list(Object.keys(input))}.`);
    }
    const field = given[0]!;
    // A document lists two of the four at most, and the server takes them all.
    const matching = members.filter((member) => field in asObject(member.properties));
    if (matching.length > 0) checkTypes(input, validator(schema, field, matching), body);
    if (field === "dataframe_split") checkColumns(input.dataframe_split, requiredColumns(members), body);
    return { rows: rowCount(input[field]), input };
}

/** @throws {DatabricksError} 400, as MLflow's scoring server answers it */
export function parsedInput(body: string): Record<string, unknown> {
    let value: unknown;
    try {
        value = JSON.parse(body);
    } catch (error) {
        const message = `Invalid input. Ensure that input is a valid JSON formatted string. Error: '${(error as Error).message}'`;
        throw new DatabricksError(400, "BAD_REQUEST", message);
    }
    if (Array.isArray(value)) throw wrongFormat("Received a list.");
    if (typeof value !== "object" || value === null) throw wrongFormat(`Received '${body.slice(0, 100)}'.`);
    return value as Record<string, unknown>;
}

function wrongFormat(received: string): DatabricksError {
    const required = `The input must be a JSON dictionary with exactly one of the input fields {${quoted(MLFLOW_FIELDS)}}.`;
    return new DatabricksError(400, "BAD_REQUEST", `Invalid input. ${required} ${received}`);
}

function checkFields(input: Record<string, unknown>, properties: ReadonlySet<string>): void {
    const fields = Object.keys(input);
    const wrong = fields.find((field) => (MLFLOW_FIELDS as readonly string[]).includes(field));
    const known = properties.size === 0 || fields.some((field) => properties.has(field));
    if (known && wrong === undefined) return;
    const detail = fields.length > 0 ? `json: unknown field "${wrong ?? fields[0]}"` : "the body has no fields";
    throw new DatabricksError(400, "BAD_REQUEST", `Bad request: ${detail}`);
}

const validators = new WeakMap<Schema, Map<string, ValidateFunction>>();

/** The check of a request schema, or of those members of it that have one input field; compiled once, which is slow. */
function validator(schema: Schema, field: string, members: readonly Schema[]): ValidateFunction {
    const known = validators.get(schema) ?? new Map<string, ValidateFunction>();
    validators.set(schema, known);
    let validate = known.get(field);
    if (validate === undefined) {
        const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });
        validate = ajv.compile({ anyOf: members.map(lenient) });
        known.set(field, validate);
    }
    return validate;
}

function checkTypes(input: unknown, validate: ValidateFunction, body: string): void {
    if (validate(input)) return;
    const [first] = validate.errors ?? [];
    const missing = asObject(first?.params).missingProperty;
    throw enforcement(
        missing === undefined
            ? `${first?.instancePath || "input"} ${first?.message}`
            : missingInputs([String(missing)]),
        body,
    );
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

/** The columns that a signature requires: the document tells them for `dataframe_records` only. */
function requiredColumns(members: readonly Schema[]): string[] {
    const records = members.map((member) => asObject(asObject(member.properties).dataframe_records).items);
    return records.flatMap((items) => (asObject(items).required as string[] | undefined) ?? []);
}

function checkColumns(split: unknown, required: readonly string[], body: string): void {
    const { columns } = asObject(split);
    // Without names, columns count by position.
    if (!Array.isArray(columns)) return;
    const missing = required.filter((name) => !columns.includes(name));
    if (missing.length > 0) throw enforcement(missingInputs(missing), body);
}

function rowCount(value: unknown): number {
    const rows = Array.isArray(value) ? value : asObject(value).data;
    return Array.isArray(rows) ? rows.length : 1;
}

function missingInputs(names: readonly string[]): string {
    return `Model is missing inputs ${list(names)}.`;
}

/** The real text repeats the caller's values as well, which is why a gateway may not pass it on unread. */
function enforcement(reason: string, body: string): DatabricksError {
    const message = `Failed to predict data '${body.slice(0, 1000)}'. \nError: Failed to enforce schema of data. Error: ${reason}`;
    return new DatabricksError(400, "BAD_REQUEST", message);
}

function list(names: readonly string[]): string {
    return `[${quoted(names)}]`;
}

function quoted(names: readonly string[]): string {
    return names.map((name) => `'${name}'`).join(", ");
}
