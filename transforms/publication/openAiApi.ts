import type { OpenAPIV3 } from "openapi-types";
import { canonicalJson } from "../canonical";
import { errorResponses } from "./errorResponses";
import {
    azureCallOf,
    azurePath,
    callOf,
    listAnswer,
    modelAnswer,
    modelsOperation,
    modelsPath,
    openAiError,
    type OpenAiRoute,
    openAiRoutes,
} from "./openAiOperations";
import { responses } from "./tasks/responses";

/** Shows one model. */
export const modelOperation = "openai-model";

/** `operationId` of a call at the path of Azure's clients, which is its resource name too. */
export const azureOperationOf = ({ operationId }: OpenAiRoute) => operationId.replace("openai-", "openai-azure-");

/** Whether Azure has a path with a deployment for a route: its clients share that of the Responses API with others. */
export const hasAzurePath = ({ task }: OpenAiRoute) => task !== responses;

/** The document of the API in which OpenAI's clients reach every model of a gateway; the same for all models. */
export function openAiApiDocument(): string {
    const errors = errorResponses(errorName);
    const paths: OpenAPIV3.PathsObject = {
        [modelsPath]: {
            get: {
                operationId: modelsOperation,
                summary: "List the models, as a client of OpenAI's API",
                description: "The models that the caller's key covers, and their aliases.",
                responses: { ...errors, "200": listAnswer("A list of models.") },
            },
        },
        [`${modelsPath}/{model}`]: {
            get: {
                operationId: modelOperation,
                summary: "Show a model, as a client of OpenAI's API",
                description: "A model that the caller's key covers. Any other is 404.",
                parameters: [{ name: "model", in: "path", required: true, schema: model }],
                responses: { ...errors, "200": modelAnswer("The model.") },
            },
        },
    };
    for (const route of openAiRoutes) {
        const call = callOf(route, words, errors);
        const { content } = call.requestBody as OpenAPIV3.RequestBodyObject;
        paths[route.path] = { post: { ...call, requestBody: { required: true, content: withModel(content) } } };
        if (!hasAzurePath(route)) continue;
        paths[azurePath(route.path)] = { post: azureCallOf(call, azureOperationOf(route), model) };
    }
    return canonicalJson({
        openapi: "3.0.3",
        info: { title: "OpenAI-compatible API", version: "1" },
        paths,
        components: { schemas: { [errorName]: openAiError } },
    });
}

const errorName = "OpenAiError";

const model: OpenAPIV3.SchemaObject = {
    type: "string",
    description: `Name of a model or an alias, as GET ${modelsPath} lists them.`,
};

const words = {
    description: "The model that the request names answers, as it does at its own URL.",
    model,
    example: "my-model",
};

/** The request says which model is asked, where the path does not. */
function withModel(content: OpenAPIV3.RequestBodyObject["content"]): OpenAPIV3.RequestBodyObject["content"] {
    return Object.fromEntries(
        Object.entries(content).map(([type, { schema, ...media }]) => {
            const { required = [], ...own } = schema as OpenAPIV3.SchemaObject;
            return [type, { ...media, schema: { ...own, required: ["model", ...required] } }];
        }),
    );
}
