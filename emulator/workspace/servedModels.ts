/** JSON Schema, as far as it is looked at here. */
export type Schema = Record<string, unknown>;

/** What a document says about one served model. */
export interface ServedModel {
    readonly name: string;
    readonly requestSchema: Schema;
    readonly responseSchema: Schema;
}

/** The served models that a document has a path for, in its order. None where the text is no document. */
export function servedModels(document: string): ServedModel[] {
    let parsed: unknown;
    try {
        parsed = JSON.parse(document);
    } catch {
        return [];
    }
    const paths = asObject(asObject(parsed).paths);
    return Object.entries(paths).flatMap(([path, item]) => {
        const [, name] = /^\/served-models\/([^/]+)\/invocations$/.exec(path) ?? [];
        if (name === undefined) return [];
        const operation = asObject(asObject(item).post);
        return {
            name,
            requestSchema: jsonSchema(operation.requestBody),
            responseSchema: jsonSchema(asObject(operation.responses)["200"]),
        };
    });
}

function jsonSchema(holder: unknown): Schema {
    return asObject(asObject(asObject(asObject(holder).content)["application/json"]).schema);
}

/** The value where it is an object, else an empty one. */
export function asObject(value: unknown): Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value)
        ? (value as Record<string, unknown>)
        : {};
}

/** The alternatives of a schema: its `oneOf` or `anyOf`, or itself. */
export function alternatives(schema: Schema): Schema[] {
    const members = schema.oneOf ?? schema.anyOf;
    return Array.isArray(members) && members.length > 0 ? members.map(asObject) : [schema];
}
