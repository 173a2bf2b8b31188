import type { OpenAPIV3 } from "openapi-types";
import { jsonBytes } from "../canonical";
import { Effect } from "../change";
import { isObject, setKey, withKeys } from "../jsonObject";
import { validator } from "../validator";
import { fitsPlainly } from "./fitsPlainly";
import { inputForms } from "./inputForms";
import { withServedTypes } from "./servedTypes";

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
 * @param schemas the document's components
 */
export function eachForm(schema: Schema, schemas: object, note: Note): Schema[] {
    const found = tableForms(schema);
    const required = schema.required ?? [];
    const own = found.length > 0 ? found : texts.filter((text) => Object.hasOwn(schema.properties ?? {}, text));
    if (found.some((form) => required.includes(form)) || (found.length === 0 && own.length !== 1)) {
        return [found.length === 1 ? mended(schema, found[0]!, schemas, note) : schema];
    }
    if (own.every((form) => required.includes(form))) return [schema];
    note("required", "narrowed", `The endpoint refuses a body without ${own.join(" or ")}.`);
    return own.map((form) => {
        const properties: Properties = {};
        for (const [name, property] of Object.entries(schema.properties!)) {
            if (name === form || !inputForms.includes(name)) setKey(properties, name, property);
        }
        return mended(withKeys(schema, { properties, required: [...required, form] }), form, schemas, note);
    });
}

function mended(schema: Schema, form: string, schemas: object, note: Note): Schema {
    const described = form === "dataframe_split" ? withNamedColumns(schema, note) : schema;
    const isTable = inputForms.includes(form);
    return withOwnExample(isTable ? withServedTypes(described, note) : described, form, schemas, note);
}

/** Characters of the names of columns in a description. */
const mostNames = 2000;

/**
 * Names the columns in words. The server ignores a column that the model does not know, and some generated clients send
 * the position of a value where a list's items have an `enum` (NSwag 14.7 with System.Text.Json).
 */
function withNamedColumns(schema: Schema, note: Note): Schema {
    const split = schema.properties?.dataframe_split as Schema | undefined;
    const columns = split?.properties?.columns as OpenAPIV3.ArraySchemaObject | undefined;
    const items = columns?.items as Schema | undefined;
    if (!isObject(items) || !Array.isArray(items.enum)) return schema;
    const { enum: names, ...rest } = items;
    note(
        "enum",
        "loosened",
        "The endpoint ignores columns that the model does not know: the description names those it does.",
    );
    const description = [columns!.description, `columns: ${listed(names.map(String))}`].filter(Boolean).join("; ");
    const inWords = withKeys(columns!, { items: rest, description });
    const properties = withKeys(split!.properties!, { columns: inWords });
    return withKeys(schema, {
        properties: withKeys(schema.properties!, { dataframe_split: withKeys(split!, { properties }) }),
    });
}

function listed(names: readonly string[]): string {
    let length = 0;
    const shown = names.filter((name) => (length += name.length + 2) <= mostNames);
    const more = names.length - shown.length;
    return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** Bytes of schemas and example that are checked against each other; more takes longer than an example is worth. */
const mostBytes = 128 * 1024;

/** The example of a form as a body: Databricks leaves the form's own name out. One that does not fit goes. */
function withOwnExample(schema: Schema, form: string, schemas: object, note: Note): Schema {
    if (schema.example === undefined) return schema;
    const { example, ...rest } = schema;
    const isBody = isObject(example) && [...inputForms, form].some((name) => Object.hasOwn(example, name));
    const body: unknown = isBody ? example : { [form]: example };
    if (!fitsPlainly(body, rest)) {
        const small = jsonBytes(rest) + jsonBytes(schemas) + jsonBytes(body) <= mostBytes;
        if (!small || !validator(rest, schemas)(body)) {
            note("example", "removed", small ? "It does not match its schema." : "It is too large to be checked.");
            return rest;
        }
    }
    if (isBody) return schema;
    note("example", "rewritten", `It moves under ${form}, as in a body.`);
    return withKeys(rest, { example: body });
}
