import type { OpenAPIV3 } from "openapi-types";
import { chat } from "./tasks/chat";
import { completions } from "./tasks/completions";
import { embeddings } from "./tasks/embeddings";
import { responses } from "./tasks/responses";
import type { Task } from "./tasks/task";

/** A path that OpenAI's clients ask for, below the API's URL. */
export interface OpenAiRoute {
    readonly path: string;
    /**
     * In the importer's own alphabet, so that it is the operation's resource name too. The policy knows the paths of
     * OpenAI's clients by how it begins.
     */
    readonly operationId: `openai-${"chat-completions" | "completions" | "embeddings" | "responses"}`;
    /** What endpoints behind it take and answer. */
    readonly task: Task;
    /** Members of the request and of the answer that no other route has both of. */
    readonly asks: string;
    readonly answers: string;
}

/** `operationId` of a route of OpenAI's clients. */
export type OpenAiOperation = OpenAiRoute["operationId"];

/** The paths of OpenAI's clients, one for each task. */
export const openAiRoutes: readonly OpenAiRoute[] = [
    {
        path: "/chat/completions",
        operationId: "openai-chat-completions",
        task: chat,
        asks: "messages",
        answers: "choices",
    },
    { path: "/completions", operationId: "openai-completions", task: completions, asks: "prompt", answers: "choices" },
    { path: "/embeddings", operationId: "openai-embeddings", task: embeddings, asks: "input", answers: "data" },
    { path: "/responses", operationId: "openai-responses", task: responses, asks: "input", answers: "output" },
];

/** Where AzureOpenAI's clients ask for a route; the model in it is theirs. */
export const azurePath = (path: string) => `/openai/deployments/{model}${path}`;
/** A call at that path. */
export const azureOperation = "openai-azure";

/** Where OpenAI's clients ask which models there are. */
export const modelsPath = "/models";
/** Lists the models of the API. */
export const modelsOperation = "openai-models";

/** What is said of a call beside its task. */
export interface CallWords {
    /** What the call is, ahead of what is said of streams. */
    readonly description: string;
    /** The member `model` of the request. */
    readonly model: OpenAPIV3.SchemaObject;
    /** Its value in the example. */
    readonly example: string;
}

/** A call of OpenAI's API. @param errors what it answers where it fails */
export function callOf(
    { operationId, task }: OpenAiRoute,
    { description, model, example: name }: CallWords,
    errors: OpenAPIV3.ResponsesObject,
): OpenAPIV3.OperationObject {
    const { summary, streams, request, response, example } = task;
    const schema = { ...request, properties: { model, ...request.properties } };
    return {
        operationId,
        summary: `${summary}, as a client of OpenAI's API`,
        description: [
            description,
            ...(streams ? ['With "stream": true the answer comes piece by piece as server-sent events.'] : []),
        ].join("\n\n"),
        requestBody: {
            required: true,
            content: { [json]: { schema, ...(example && { example: { model: name, ...example } }) } },
        },
        responses: {
            ...errors,
            "200": { description: "The model's answer.", content: { [json]: { schema: response } } },
        },
    };
}

/** The same call at the path of Azure's clients, which name the model there. */
export function azureCallOf(
    call: OpenAPIV3.OperationObject,
    operationId: string,
    model: OpenAPIV3.SchemaObject,
): OpenAPIV3.OperationObject {
    return {
        ...call,
        operationId,
        summary: `${call.summary}, with Azure's paths`,
        parameters: [{ name: "model", in: "path", required: true, schema: model }],
    };
}

const json = "application/json";

/** An error as OpenAI's clients read it. */
export const openAiError: OpenAPIV3.SchemaObject = {
    type: "object",
    description: "What went wrong, as OpenAI's API says it.",
    required: ["error"],
    properties: {
        error: {
            type: "object",
            required: ["message"],
            properties: {
                message: { type: "string", description: "One sentence for a reader." },
                type: { type: "string", description: "Kind of the error, e.g. rate_limit_error." },
                param: { type: "string", nullable: true },
                code: { type: "string", nullable: true, description: "Databricks' name of the error." },
            },
        },
    },
};

const listedModel: OpenAPIV3.SchemaObject = {
    type: "object",
    required: ["id", "object", "created", "owned_by"],
    properties: {
        id: { type: "string" },
        object: { type: "string" },
        created: { type: "integer" },
        owned_by: { type: "string" },
    },
};

const modelList: OpenAPIV3.SchemaObject = {
    type: "object",
    required: ["object", "data"],
    properties: { object: { type: "string" }, data: { type: "array", items: listedModel } },
};

/** The answer that lists models. */
export function listAnswer(description: string): OpenAPIV3.ResponseObject {
    return { description, content: { [json]: { schema: modelList } } };
}

/** The answer that shows one model. */
export function modelAnswer(description: string): OpenAPIV3.ResponseObject {
    return { description, content: { [json]: { schema: listedModel } } };
}
