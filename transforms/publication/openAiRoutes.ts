import type { OpenAPIV3 } from "openapi-types";
import type { Change } from "../change";
import { type JsonObject, setKey } from "../jsonObject";
import { under } from "../pointer";
import type { EndpointMetadata } from "./endpointMetadata";
import { errorResponses, schemaName } from "./errorResponses";
import { stablePath } from "./routes";
import {
    azureCallOf,
    azureOperation,
    azurePath,
    callOf,
    type CallWords,
    listAnswer,
    modelsOperation,
    modelsPath,
    openAiError,
    type OpenAiOperation,
    type OpenAiRoute,
    openAiRoutes,
} from "./openAiOperations";
import { responses } from "./tasks/responses";
import { taskName, taskOf } from "./tasks/taskOf";

type Schema = OpenAPIV3.SchemaObject | OpenAPIV3.ReferenceObject;

/**
 * Adds the path that OpenAI's clients ask for to the document of an endpoint that speaks their protocol, and `/models`. What
 * the path takes and answers is general to the task: OpenAI's clients send what the endpoint's own document may leave out,
 * such as tools. A path that the document has already stays as it is.
 *
 * @param document importable already, and importable afterwards; not changed
 */
export function withOpenAiRoutes(
    document: OpenAPIV3.Document,
    endpoint: EndpointMetadata,
    report: Change[],
): OpenAPIV3.Document {
    const route = routeOf(document, endpoint);
    if (!route) return document;
    const schemas = document.components?.schemas ?? {};
    const errorName = schemaName("OpenAiError", openAiError, schemas);
    const errors = errorResponses(errorName);
    const paths: JsonObject = { ...document.paths };
    const add = (path: string, item: OpenAPIV3.PathItemObject) => {
        if (Object.hasOwn(paths, path)) return;
        setKey(paths, path, item);
        const detail = `Answers as ${stablePath} does, for clients of OpenAI's API.`;
        report.push({ pointer: under("#/paths", path), construct: "paths", effect: "added", detail });
    };
    const call = callOf(route, callWords(endpoint), errors);
    add(route.path, { post: call });
    // Azure has the Responses API at a path without a deployment, which its clients share with others.
    if (route.task !== responses) add(azurePath(route.path), { post: azureCallOf(call, azureOperation, model) });
    add(modelsPath, { get: listOf(endpoint, errors) });
    if (Object.keys(paths).length === Object.keys(document.paths).length) return document;
    return {
        ...document,
        paths: paths as OpenAPIV3.PathsObject,
        components: { ...document.components, schemas: { ...schemas, [errorName]: openAiError } },
    };
}

/**
 * The operation of a published document that OpenAI's clients call; undefined where it has none. The task has one too: the
 * document may be held while the next one, which has it, is tried as a revision under the same policy.
 */
export function openAiOperation(document: string, task: string): OpenAiOperation | undefined {
    const { paths = {} } = JSON.parse(document) as Partial<OpenAPIV3.Document>;
    const found = openAiRoutes.find(({ path, operationId }) => paths[path]?.post?.operationId === operationId);
    return (found ?? routeOfTask({ name: "", task }))?.operationId;
}

/** Whether answers to the operation may come piece by piece. */
export function streamsAnswers(operation: OpenAiOperation): boolean {
    return openAiRoutes.some(({ operationId, task }) => operationId === operation && task.streams);
}

/** By the endpoint's task; where it has none, by what its document says of requests and answers. */
function routeOf(document: OpenAPIV3.Document, endpoint: EndpointMetadata): OpenAiRoute | undefined {
    const byTask = routeOfTask(endpoint);
    if (byTask || taskName(endpoint) !== "") return byTask;
    const { requestBody, responses } = document.paths[stablePath]?.post ?? {};
    const asked = schemaOf(requestBody);
    const answered = schemaOf(responses?.["200"]);
    const schemas = document.components?.schemas ?? {};
    return openAiRoutes.find(
        ({ asks, answers }) => hasMember(asked, asks, schemas) && hasMember(answered, answers, schemas),
    );
}

function routeOfTask(endpoint: EndpointMetadata): OpenAiRoute | undefined {
    const task = taskOf(endpoint);
    return openAiRoutes.find((route) => route.task === (task.general ?? task));
}

function schemaOf(
    body: OpenAPIV3.RequestBodyObject | OpenAPIV3.ResponseObject | OpenAPIV3.ReferenceObject | undefined,
) {
    return body && "content" in body ? body.content?.["application/json"]?.schema : undefined;
}

/** Whether a schema describes a member, itself or in one of the schemas that it is put together of. */
function hasMember(
    schema: Schema | undefined,
    name: string,
    schemas: Readonly<Record<string, Schema>>,
    depth = 0,
): boolean {
    if (schema === undefined || depth > deepest) return false;
    if ("$ref" in schema) {
        const target = schema.$ref.replace("#/components/schemas/", "");
        return Object.hasOwn(schemas, target) && hasMember(schemas[target], name, schemas, depth + 1);
    }
    if (Object.hasOwn(schema.properties ?? {}, name)) return true;
    const parts = [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
    return parts.some((part) => hasMember(part, name, schemas, depth + 1));
}

/** The form of a body is told near its root; a schema may refer to itself. */
const deepest = 4;

function callWords({ name }: EndpointMetadata): CallWords {
    const description = `The same as ${stablePath}, at the path that clients of OpenAI's API ask for: their base URL is this API's URL.`;
    return { description, model, example: name };
}

const model: OpenAPIV3.SchemaObject = {
    type: "string",
    description: "Any text: the URL says which model answers.",
};

function listOf({ name }: EndpointMetadata, errors: OpenAPIV3.ResponsesObject): OpenAPIV3.OperationObject {
    return {
        operationId: modelsOperation,
        summary: "List the model, as a client of OpenAI's API",
        description: `The model of this API, ${name}, as the only one of a list.`,
        responses: { ...errors, "200": listAnswer("A list of one model.") },
    };
}
