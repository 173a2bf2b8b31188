/** One row of what MLflow's scoring server was observed to do (mlflow-skinny 3.17.2 with pandas 3.1.1). */
export type Row = readonly [what: string, endpoint: string, body: string, expected: Expected];

/** 200 with so many predictions, or a refusal. */
export type Expected = number | readonly ["BAD_REQUEST" | "INVALID_PARAMETER_VALUE", RegExp];

export const records = (...rows: object[]) => JSON.stringify({ dataframe_records: rows });
export const inputs = (...rows: object[]) => JSON.stringify({ inputs: rows });
export const split = (members: object) => JSON.stringify({ dataframe_split: members });
export const enforced = (reason: RegExp): Expected => [
    "INVALID_PARAMETER_VALUE",
    new RegExp(
        String.raw`^Failed to predict data '[^]*'\. \nError: Failed to enforce schema of data '[^]*' with schema '\[[^]*\]'\. Error: ${reason.source}`,
    ),
];
export const converted = (reason: RegExp): Expected => [
    "BAD_REQUEST",
    new RegExp(
        String.raw`^Invalid input\. Data is not compatible with model signature\. Failed to convert column ${reason.source}`,
    ),
];
export const noInteger = converted(/a to type 'int64'\. Error: '/);
export const missing = enforced(/Model is missing inputs \['a'\]\./);
export const messages = [{ role: "user", content: "Hi" }];
export const chat = (more: string) => `{"messages": [{"role": "user", "content": "Hi"}], ${more}}`;

/** A row of a signature with a column of each type, in Databricks' words. */
export const columns = {
    type: "object",
    required: ["a"],
    properties: {
        a: { type: "integer", format: "int64" },
        b: { type: "number", format: "double" },
        c: { type: "string" },
        o: { type: "integer", format: "int64" },
        t: { type: "string", format: "date-time" },
        bin: { type: "string", format: "binary" },
        f: { type: "boolean" },
        any: { type: "object", format: "unknown" },
        obj: {
            type: "object",
            required: ["x"],
            properties: { x: { type: "number", format: "double" }, n: { type: "integer", format: "int64" } },
        },
        list: { type: "array", items: { type: "number", format: "double" } },
    },
};
export const params = { type: "object", properties: { p: { type: "integer", format: "int64" } } };

/** That signature in Databricks' document. */
export const table = document({
    oneOf: [{ type: "object", properties: { dataframe_records: { type: "array", items: columns }, params } }],
});

export const tensor = document({
    type: "object",
    properties: {
        inputs: {
            type: "array",
            items: { type: "array", minItems: 2, maxItems: 2, items: { type: "number", format: "double" } },
        },
    },
});

/** A document of one model, as Databricks writes them. */
export function document(schema: object): object {
    const json = (content: object) => ({ content: { "application/json": { schema: content } } });
    const response = { type: "object", properties: { predictions: { type: "array", items: { type: "string" } } } };
    const post = { requestBody: json(schema), responses: { 200: { description: "", ...json(response) } } };
    return { openapi: "3.1.0", paths: { "/served-models/m-1/invocations": { post } } };
}
