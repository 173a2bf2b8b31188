import type { OpenAPIV3 } from "openapi-types";
import { withKeyInOrder, withSortedKeys } from "../canonical";
import type { Effect } from "../change";
import { copied, isEmpty, isObject, type JsonObject, setKey, withKeys } from "../jsonObject";
import { distinct } from "./schemas/anyOf";
import type { Schema } from "./schemas/schema";

/**
 * The forms of input with the types that MLflow's server takes, as it was observed (mlflow-skinny 3.17.2, pandas 3.1.1):
 * null where a column can hold it, datetimes without an offset, bytes as base64. What it refuses is narrowed: tables
 * without columns that it needs, and members of nested objects that the signature does not have. The same object where
 * nothing changes.
 */
export function withServedTypes(schema: OpenAPIV3.SchemaObject, note: (...said: Said) => void): OpenAPIV3.SchemaObject {
    if (schema.properties === undefined) return schema;
    const properties = servedProperties(schema.properties, note);
    return properties === schema.properties ? schema : withKeys(schema, { properties });
}

/** The same of the properties of such a schema. */
export function servedProperties(properties: Properties, note: (...said: Said) => void): Properties {
    const said = new Set<Said>();
    const types = new ServedTypes(said);
    const result = mapped(properties as Members, (form, name) =>
        isObject(form) && Object.hasOwn(forms, name) ? forms[name]!(types, form) : form,
    );
    for (const one of report) if (said.has(one)) note(...one);
    return result as Properties;
}

type Properties = NonNullable<OpenAPIV3.SchemaObject["properties"]>;
type Members = Readonly<Record<string, Schema>>;
/** Of a form as a whole, however many columns it is about. */
type Said = [construct: string, effect: Effect, detail: string];

const nullFits: Said = ["nullable", "loosened", "The endpoint takes null where a column can hold it."];
const noOffset: Said = ["format", "loosened", "The endpoint takes datetimes without an offset."];
const base64: Said = ["format", "rewritten", "The endpoint takes bytes as base64."];
const anything: Said = [
    "type",
    "loosened",
    "The endpoint takes anything in a column that is an object without members.",
];
const labels: Said = ["items", "loosened", "The endpoint takes any label of a row."];
const table: Said = ["required", "narrowed", "The endpoint refuses a table without what it requires."];
const members: Said = ["additionalProperties", "narrowed", "The endpoint refuses members that it does not know."];
const report = [anything, nullFits, noOffset, base64, labels, table, members];

const forms: Readonly<Record<string, (types: ServedTypes, form: Schema) => Schema>> = {
    dataframe_records: (types, form) => types.records(form),
    dataframe_split: (types, form) => types.split(form),
    inputs: (types, form) => types.columns(form),
    instances: (types, form) => types.columns(form),
    params: (types, form) => types.params(form),
};

const isScalar = ({ type }: Schema) => type !== undefined && type !== "array" && type !== "object";
const isRow = (items: unknown): items is Schema =>
    isObject(items) && items.type === "object" && items.properties !== undefined;
const acceptsAll = (schema: unknown) => isObject(schema) && Object.keys(schema).length === 0;
/** MLflow's objects have members, and its maps say of what. */
const saysNothing = (schema: Schema) => schema.type === "object" && Object.keys(schema).every((key) => words.has(key));
const words = new Set(["type", "nullable", "description", "title", "example"]);
const isSameList = (some: readonly unknown[], others: readonly unknown[]) =>
    some.every((one, index) => one === others[index]);
const hasType = (schema: unknown): schema is Schema => isObject(schema) && schema.type !== undefined;

/** The same object where no member changes. */
function mapped(schemas: Members, change: (schema: Schema, name: string) => Schema): Members {
    let result = schemas as JsonObject;
    for (const name in schemas) {
        const changed = change(schemas[name]!, name);
        if (changed === schemas[name]) continue;
        if (result === schemas) result = copied(schemas) as JsonObject;
        setKey(result, name, changed);
    }
    return result as Members;
}

/** Names up to which a look through them takes less than a set of them. */
const few = 10;

/** Begins the description in which Databricks names the columns that the signature requires. */
const namesRequired = "required fields: ";

class ServedTypes {
    constructor(private readonly said: Set<Said>) {}

    /** Rows by column. None at all lacks the columns that are required. */
    records(form: Schema): Schema {
        const result = this.columns(form);
        const { items } = result as { items?: Schema };
        if (!isRow(items) || (items.required ?? []).length === 0 || result.minItems !== undefined) return result;
        return this.changed(table, result, "minItems", 1);
    }

    /** Rows as objects; what is a tensor stays as it is. */
    columns(form: Schema): Schema {
        const { items } = form as { items?: Schema };
        if (form.type !== "array" || !isRow(items)) return form;
        const row = this.members(items, this.column);
        return row === items ? form : withKeys(form, { items: row });
    }

    split(form: Schema): Schema {
        const { data, columns, index } = (form.properties ?? {}) as Members;
        if (form.type !== "object" || data === undefined || columns === undefined) return form;
        const required = this.requiredOfSplit(form, columns);
        const isClosed = form.additionalProperties !== undefined;
        if (!isClosed) this.said.add(members);
        const rows = (data as { items?: Schema }).items;
        const served = isObject(rows) ? this.cells(rows) : rows;
        const parts: JsonObject = {};
        if (served !== rows) parts.data = withKeys(data, { items: served });
        if (index?.type === "array" && hasType(index.items)) {
            parts.index = withKeys(index, { items: {}, nullable: true });
            this.said.add(labels);
        }
        const properties = isEmpty(parts) ? form.properties! : withKeys(form.properties!, parts);
        if (isClosed && properties === form.properties && required === form.required) return form;
        const closed = isClosed ? form.additionalProperties : false;
        return withKeys(form, { additionalProperties: closed, properties, required });
    }

    private requiredOfSplit({ required = [] }: Schema, { description = "" }: Schema): string[] {
        const isNamed =
            description.startsWith(namesRequired) && !";".includes(description.charAt(namesRequired.length));
        const needed = isNamed ? ["columns", "data"] : ["data"];
        if (needed.every((name) => required.includes(name))) return required;
        this.said.add(table);
        return [...new Set([...required, ...needed])].sort();
    }

    params(form: Schema): Schema {
        if (form.type !== "object") return form;
        return this.nullable(this.members(form, (schema) => (isScalar(schema) ? this.scalar(schema) : schema)));
    }

    /** A row of cells, of which each is of one of the columns' types. */
    private cells(row: Schema): Schema {
        const { items, anyOf } = row as { items?: Schema; anyOf?: Schema[] };
        let result = row;
        if (isObject(items)) result = this.replaced(result, "items", this.cell(items));
        if (anyOf === undefined) return result;
        const branches = anyOf.map((branch) => {
            const { items } = branch as { items?: Schema };
            return isObject(items) ? this.replaced(branch, "items", this.cell(items)) : branch;
        });
        if (isSameList(branches, anyOf)) return result;
        if (branches.some(({ items, maxItems }) => maxItems !== undefined && acceptsAll(items))) {
            return withKeys(result, { anyOf: undefined });
        }
        return withKeys(result, { anyOf: branches });
    }

    private cell(schema: Schema): Schema {
        const { anyOf } = schema as { anyOf?: Schema[] };
        if (anyOf === undefined) return this.ofColumn(schema, false, false);
        const branches = anyOf.map((branch) => this.ofColumn(branch, false, false));
        // Branches become the same after this too, where values go that the importer changes: those stay as they are.
        if (isSameList(branches, anyOf)) return schema;
        return branches.some(acceptsAll) ? {} : withKeys(schema, { anyOf: distinct(branches) });
    }

    private readonly column = (schema: Schema, isRequired: boolean) => this.ofColumn(schema, isRequired, true);

    private ofColumn(schema: Schema, isRequired: boolean, shown: boolean): Schema {
        switch (schema.type) {
            case "string":
                return this.text(schema, shown);
            case "number":
            case "boolean":
                return this.nullable(schema);
            case "array":
            case "object": {
                if (saysNothing(schema)) return this.untyped(schema);
                const inner = this.nested(schema);
                return isRequired ? inner : this.nullable(inner);
            }
            default:
                return schema;
        }
    }

    /** Documents that an earlier version published say so of a column without a type. */
    private untyped(schema: Schema): Schema {
        this.said.add(anything);
        return withKeys(schema, { nullable: undefined, type: undefined });
    }

    private text(schema: Schema, shown: boolean): Schema {
        if (schema.format === "binary") return this.changed(base64, schema, "format", "byte");
        if (schema.format === "byte") return schema;
        return this.scalar(schema, shown);
    }

    private scalar(schema: Schema, shown = false): Schema {
        if (schema.format !== "date-time") return this.nullable(schema);
        const { format: _, ...rest } = schema;
        const words = { description: "A date and time without an offset.", example: "2026-01-01T00:00:00" };
        this.said.add(noOffset);
        return this.nullable(shown ? withSortedKeys({ ...words, ...rest }) : rest);
    }

    /** What stands in a column: an object has the members of the signature, and those may be null that need not be. */
    private nested(schema: Schema): Schema {
        const { items, additionalProperties } = schema as { items?: Schema; additionalProperties?: unknown };
        if (schema.type === "array") return this.inside(schema, "items", items);
        if (schema.properties === undefined) return this.inside(schema, "additionalProperties", additionalProperties);
        const result = this.members(schema, (member, isRequired) => {
            const inner = member.type === "array" || member.type === "object" ? this.nested(member) : member;
            return isRequired ? inner : this.nullable(inner);
        });
        return additionalProperties === undefined
            ? this.changed(members, result, "additionalProperties", false)
            : result;
    }

    private inside(schema: Schema, keyword: "items" | "additionalProperties", inner: unknown): Schema {
        if (!hasType(inner)) return schema;
        const served = inner.type === "number" || inner.type === "string" ? this.nullable(inner) : this.nested(inner);
        return this.replaced(schema, keyword, served);
    }

    private members(schema: Schema, type: (schema: Schema, isRequired: boolean) => Schema): Schema {
        const { required = [] } = schema;
        const names = required.length > few ? new Set(required) : undefined;
        const properties = (schema.properties ?? {}) as Members;
        const result = mapped(properties, (member, name) =>
            isObject(member) ? type(member, names ? names.has(name) : required.includes(name)) : member,
        );
        return result === properties ? schema : withKeys(schema, { properties: result });
    }

    private nullable(schema: Schema): Schema {
        if (schema.type === undefined || schema.nullable === true || schema.enum !== undefined) return schema;
        return this.changed(nullFits, schema, "nullable", true);
    }

    private replaced(schema: Schema, keyword: string, value: Schema): Schema {
        return (schema as JsonObject)[keyword] === value ? schema : withKeys(schema, { [keyword]: value });
    }

    private changed(said: Said, schema: Schema, keyword: string, value: unknown): Schema {
        this.said.add(said);
        return withKeyInOrder(schema, keyword, value);
    }
}
