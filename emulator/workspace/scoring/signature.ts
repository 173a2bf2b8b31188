import { alternatives, asObject, type Schema } from "../servedModels";
import { type Column, columns, columnType, withNeed } from "./columnType";

/** MLflow's forms of input (mlflow/pyfunc/scoring_server). */
export const forms = ["dataframe_records", "dataframe_split", "inputs", "instances"] as const;

/** A tensor of a signature. */
export interface Tensor {
    /** @default one without a name */
    readonly name?: string;
    readonly type: "number" | "integer" | "other";
    /** -1 for a dimension of any length. */
    readonly shape: readonly number[];
}

/** The signature of a model, as its document tells it: columns or tensors, and parameters. */
export interface Signature {
    readonly columns?: readonly Column[];
    /** Whether its columns have names; those without go by their place. @default true */
    readonly unnamed?: boolean;
    readonly tensors?: readonly Tensor[];
    readonly params?: readonly Column[];
}

const read = new WeakMap<Schema, { readonly signature: Signature | undefined }>();

/** @returns undefined for a document without one of MLflow's forms */
export function signatureOf(requestSchema: Schema): Signature | undefined {
    let known = read.get(requestSchema);
    if (!known) read.set(requestSchema, (known = { signature: readSignature(requestSchema) }));
    return known.signature;
}

function readSignature(requestSchema: Schema): Signature | undefined {
    const properties = alternatives(requestSchema).flatMap((member) => Object.entries(asObject(member.properties)));
    const found = new Map(properties.map(([name, schema]) => [name, asObject(schema)]));
    if (!forms.some((form) => found.has(form))) return undefined;
    const params = found.has("params") ? columns(found.get("params")!) : undefined;
    const records = columns(asObject(found.get("dataframe_records")?.items));
    if (records.length > 0) return { columns: records, params };
    const split = found.get("dataframe_split");
    if (split) return { ...splitColumns(split), params };
    return { tensors: tensors(found.get("inputs") ?? found.get("instances")!), params };
}

/** As MLflow prints it. */
export function signatureText({ columns = [], tensors: inputs }: Signature): string {
    const names = columns.map((column) => `'${column.name}': ${withNeed(column)}`);
    const shown = inputs?.map(({ name, type, shape }) => {
        const tensor = `Tensor('${type === "integer" ? "int64" : "float64"}', (${shape.join(", ")}))`;
        return name === undefined ? tensor : `'${name}': ${tensor}`;
    });
    return `[${(shown ?? names).join(", ")}]`;
}

function splitColumns(split: Schema): Signature {
    const { columns: names, data } = asObject(split.properties) as Record<string, Schema>;
    const types = asObject(data?.items).prefixItems;
    const all = Array.isArray(types) ? types.map((type) => columnType(asObject(type))) : [];
    const given = asObject(names?.items).enum;
    if (!Array.isArray(given)) {
        const positions = all.map((type, index) => ({ name: `${index}`, type, required: true }));
        return positions.length > 0 ? { columns: positions, unnamed: true } : {};
    }
    const required = /^required fields: (.*)$/.exec(String(names?.description ?? ""))?.[1]?.split(", ") ?? [];
    const columns = given.map(String).map((name, index) => {
        return { name, type: all[index] ?? "Any", required: required.includes(name) } as const;
    });
    return { columns };
}

/** Record tensor-documents. */
function tensors(schema: Schema): Tensor[] | undefined {
    if (schema.type === "array") return [tensor(schema)];
    const named = Object.entries(asObject(schema.properties));
    return named.length > 0 ? named.map(([name, member]) => ({ ...tensor(asObject(member)), name })) : undefined;
}

function tensor(schema: Schema): Tensor {
    const shape: number[] = [];
    let inner = schema;
    for (; inner.type === "array"; inner = asObject(inner.items)) {
        shape.push(inner.minItems !== undefined && inner.minItems === inner.maxItems ? Number(inner.minItems) : -1);
    }
    return { type: inner.type === "number" || inner.type === "integer" ? inner.type : "other", shape };
}
