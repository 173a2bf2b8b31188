import type { OpenAPIV3 } from "openapi-types";
import { canonicalJson } from "../canonical";
import { errorResponses, errorSchema } from "./errorResponses";
import { callOf, openAiRoutes } from "./openAiOperations";

/** Calls an endpoint by its name. */
export const invokeOperation = "databricks-invoke";
/** Lists endpoints. */
export const endpointsOperation = "databricks-endpoints";
/** Shows one endpoint. */
export const endpointOperation = "databricks-endpoint";

/** The document of the API with Databricks' own paths; the same for all endpoints. */
export function databricksApiDocument(): string {
    const errors = errorResponses(errorName);
    const get = (operationId: string, summary: string, schema: OpenAPIV3.SchemaObject): OpenAPIV3.OperationObject => ({
        operationId,
        summary,
        responses: { ...errors, "200": { description: "What the key covers.", content: { [json]: { schema } } } },
    });
    const paths: OpenAPIV3.PathsObject = {
        "/api/2.0/serving-endpoints": { get: get(endpointsOperation, "List the endpoints that the key covers", list) },
        "/api/2.0/serving-endpoints/{model}": {
            get: { ...get(endpointOperation, "Show an endpoint that the key covers", shown), parameters },
        },
        "/serving-endpoints/{model}/invocations": {
            post: {
                operationId: invokeOperation,
                summary: "Call an endpoint by its name",
                parameters,
                requestBody: { required: true, content: { [json]: { schema: { type: "object" } } } },
                responses: {
                    ...errors,
                    "200": { description: "The model's answer.", content: { [json]: { schema: { type: "object" } } } },
                },
            },
        },
    };
    for (const route of openAiRoutes) paths[`/serving-endpoints${route.path}`] = { post: callOf(route, words, errors) };
    return canonicalJson({
        openapi: "3.0.3",
        info: { title: "Serving endpoints at Databricks' paths", version: "1" },
        paths,
        components: { schemas: { [errorName]: errorSchema } },
    });
}

const json = "application/json";
const errorName = "Error";
const name: OpenAPIV3.SchemaObject = { type: "string", description: "Name of an endpoint that the key covers." };
const parameters: OpenAPIV3.ParameterObject[] = [{ name: "model", in: "path", required: true, schema: name }];
const shown: OpenAPIV3.SchemaObject = { type: "object", required: ["name"], properties: { name } };
const list: OpenAPIV3.SchemaObject = { type: "object", properties: { endpoints: { type: "array", items: shown } } };

const words = {
    description: "The endpoint that the request names answers.",
    model: name,
    example: "my-endpoint",
};
