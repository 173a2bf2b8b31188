import type { OpenAPIV3 } from "openapi-types";
import { Task } from "./task";

const params: OpenAPIV3.SchemaObject = { type: "object", description: "Parameters of the model's signature." };

/** Requests of one form of input; the server takes exactly one (mlflow/pyfunc/scoring_server). */
function form(name: string, schema: OpenAPIV3.SchemaObject): OpenAPIV3.SchemaObject {
    return { type: "object", required: [name], properties: { [name]: schema, params } };
}

/** Every endpoint without one of the known tasks: classic models, features, models in containers. */
export const predictions: Task = {
    summary: "Get predictions",
    streams: false,
    request: {
        anyOf: [
            form("dataframe_records", { type: "array", items: { type: "object" }, description: "Rows by column." }),
            form("dataframe_split", {
                type: "object",
                properties: {
                    columns: { type: "array", items: { type: "string" } },
                    index: { type: "array", items: { type: "integer" } },
                    data: { type: "array", items: { type: "array", items: {} } },
                },
            }),
            form("inputs", { description: "Tensors, by column." }),
            form("instances", { description: "Tensors, by row." }),
            { type: "object", description: "Whatever else the model takes." },
        ],
    },
    response: {
        type: "object",
        properties: {
            predictions: { description: "One for each row." },
            outputs: { type: "array", items: {}, description: "One for each row, from features." },
        },
    },
};
