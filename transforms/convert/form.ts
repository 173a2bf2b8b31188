import type { OpenAPIV3 } from "openapi-types";
import { jsonBytes } from "../canonical";
import { Effect } from "../change";
import { isObject, JsonObject, withKeys } from "../jsonObject";
import { validator } from "../validator";
import type { ConvertedSchemas } from "./conversion";
import { fitsPlainly } from "./fitsPlainly";
import { inputForms } from "./inputForms";
import { servedProperties } from "./servedTypes";

/** A schema of OpenAPI 3.0, where it stands itself and not a reference to it. */
export type Schema = OpenAPIV3.SchemaObject;
type Properties = NonNullable<Schema["properties"]>;

/** Says what changed at the schema of a body. */
export type Note = (construct: string, effect: Effect, detail: string) => void;

/** What a conversation, a completion or an embedding takes in place of a table; the server refuses each beside one. */
const texts = ["messages", "prompt", "input"];

/** Members that stand beside a form of input (mlflow/pyfunc/scoring_server; Databricks SDK, `serving_endpoints.query`). */
const beside = new Set(["params", "client_request_id", "usage_context"]);

/** The forms of a table or of tensors that a schema has, by their property. */
export function tableForms({ properties }: Schema): string[] {
    return inputForms.filter((form) => properties !== undefined && Object.hasOwn(properties, form));
}

/** Whether the body is MLflow's for certain: others may call a member `inputs` or `instances` too. */
export function isOfForms(schema: Schema): boolean {
    const found = tableForms(schema);
    if (found.some((form) => form.startsWith("dataframe_"))) return true;
    const names = Object.keys(schema.properties ?? {});
    return found.length > 0 && names.every((name) => inputForms.includes(name) || beside.has(name));
}

/**
 * The bodies that a schema describes, each with the one form that it requires, so that `{}` fits none of them.
 * @param schemas of the document, for what the form refers to
 */
export function eachForm(schema: Schema, schemas: ConvertedSchemas, note: Note): Schema[] {
    const found = tableForms(schema);
    const required = schema.required ?? [];
    const own = found.length > 0 ? found : texts.filter((text) => Object.hasOwn(schema.properties ?? {}, text));
    if (found.some((form) => required.includes(form)) || (found.length === 0 && own.length !== 1)) {
        return [found.length === 1 ? mended(schema, found[0]!, schema, schemas, note) : schema];
    }
    if (own.every((form) => required.includes(form))) return [schema];
    note("required", "narrowed", `The endpoint refuses a body without ${own.join(" or ")}.`);
    return own.map((form) => {
        const properties = own.length === 1 ? schema.properties! : withoutOthers(schema.properties!, form);
        return mended(schema, form, { properties, required: [...required, form] }, schemas, note);
    });
}

/** The properties without the other forms of input. */
function withoutOthers(properties: Properties, form: string): Properties {
    const others: JsonObject = {};
    for (const name of inputForms) if (name !== form) others[name] = undefined;
    return withKeys(properties, others);
}

/** The schema with these properties and required ones, as the server takes the form, and with its example as a body. */
function mended(
    schema: Schema,
    form: string,
    { properties, required }: Pick<Schema, "properties" | "required">,
    schemas: ConvertedSchemas,
    note: Note,
): Schema {
    let served = properties!;
    if (form === "dataframe_split") served = withNamedColumns(served, note);
    if (inputForms.includes(form)) served = servedProperties(served, note);
    const example = asBody(schema.example, form);
    const isSame = served === schema.properties && required === schema.required && example === schema.example;
    const result = isSame ? schema : withKeys(schema, { example, properties: served, required });
    const fitting =
        example === undefined || fitsPlainly(example, result) ? result : withFittingExample(result, schemas, note);
    if (fitting.example !== schema.example && fitting.example !== undefined) {
        note("example", "rewritten", `It moves under ${form}, as in a body.`);
    }
    return fitting;
}

/** Characters of the names of columns in a description. */
const mostNames = 2000;

/**
 * Names the columns in words. The server ignores a column that the model does not know, and some generated clients send
 * the position of a value where a list's items have an `enum` (NSwag 14.7 with System.Text.Json).
 */
function withNamedColumns(form: Properties, note: Note): Properties {
    const split = form.dataframe_split as Schema | undefined;
    const columns = split?.properties?.columns as OpenAPIV3.ArraySchemaObject | undefined;
    const items = columns?.items as Schema | undefined;
    if (!isObject(items) || !Array.isArray(items.enum)) return form;
    note(
        "enum",
        "loosened",
        "The endpoint ignores columns that the model does not know: the description names those it does.",
    );
    const names = `columns: ${listed(items.enum.map(String))}`;
    const description = columns!.description ? `${columns!.description}; ${names}` : names;
    const inWords = withKeys(columns!, { description, items: withKeys(items, { enum: undefined }) });
    const properties = withKeys(split!.properties!, { columns: inWords });
    return withKeys(form, { dataframe_split: withKeys(split!, { properties }) });
}

function listed(names: readonly string[]): string {
    let length = 0;
    const shown = names.filter((name) => (length += name.length + 2) <= mostNames);
    const more = names.length - shown.length;
    return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** Bytes of schemas and example that are checked against each other; more takes longer than an example is worth. */
const mostBytes = 128 * 1024;

/** The example of a form as a body: Databricks leaves the form's own name out. */
function asBody(example: unknown, form: string): unknown {
    if (example === undefined || hasForm(example, form)) return example;
    return { [form]: example };
}

function hasForm(example: unknown, form: string): boolean {
    if (!isObject(example)) return false;
    return Object.hasOwn(example, form) || inputForms.some((name) => Object.hasOwn(example, name));
}

/** The schema without the example where that does not fit it. */
function withFittingExample(schema: Schema, schemas: ConvertedSchemas, note: Note): Schema {
    const rest = withKeys(schema, { example: undefined });
    const components = schemas.converted;
    const small = jsonBytes(rest) + jsonBytes(components) + jsonBytes(schema.example) <= mostBytes;
    if (small && validator(rest, components)(schema.example)) return schema;
    note("example", "removed", small ? "It does not match its schema." : "It is too large to be checked.");
    return rest;
}
