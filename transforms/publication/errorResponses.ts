import type { OpenAPIV3 } from "openapi-types";
import { canonicalJson } from "../canonical";
import { isObject, type JsonObject } from "../jsonObject";
import { operations } from "../operations";
import { openAiError } from "./openAiOperations";

/**
 * The errors that callers get, from the model's side or from the gateway. Statuses one by one: API Management keeps the
 * responses of an operation by number.
 */
export function errorResponses(schemaName: string): OpenAPIV3.ResponsesObject {
    const schema = { $ref: `#/components/schemas/${schemaName}` };
    const answer = (description: string, headers?: OpenAPIV3.ResponseObject["headers"]) => ({
        description,
        ...(headers && { headers }),
        content: { "application/json": { schema } },
    });
    return {
        "400": answer("The request does not fit the model, its path leads elsewhere, or the endpoint is stopped."),
        "401": answer("The subscription key or the access token is missing, wrong or not active."),
        "403": answer("The caller may not use the endpoint, or a quota is used up."),
        "404": answer("There is no such operation, or nothing is deployed at the endpoint yet."),
        "413": answer("The request is larger than the endpoint takes. Send less at a time."),
        "415": answer("The endpoint does not take this content type. Send application/json."),
        "429": answer("Too many requests, of this caller or of all. Try again after Retry-After.", retryAfter),
        "500": answer("The model or the gateway failed."),
        "502": answer("The workspace refused the gateway. The gateway's operators can fix this."),
        "503": answer("The endpoint is busy or starting. Try again after Retry-After, or in a minute.", retryAfter),
        "504": answer("The model did not answer in time."),
    };
}

/**
 * The same with what the endpoint's server says in plain text: a content type that it does not take, and failures of its own
 * (mlflow 3.17, pyfunc/scoring_server).
 */
export function servingErrors(schemaName: string): OpenAPIV3.ResponsesObject {
    const answers = errorResponses(schemaName);
    const plain = (answer: OpenAPIV3.ResponseObject): OpenAPIV3.ResponseObject => ({
        ...answer,
        // In words too: documents for callers have JSON alone, which generators of clients read.
        description: `${answer.description} The text may be plain, whatever its type says.`,
        content: { ...answer.content, "text/plain": { schema: { type: "string" } } },
    });
    const failed = answers["500"] as OpenAPIV3.ResponseObject;
    const late = answers["504"] as OpenAPIV3.ResponseObject;
    const unknown = answers["415"] as OpenAPIV3.ResponseObject;
    return {
        ...answers,
        "415": plain(unknown),
        "500": plain(failed),
        "504": plain(late),
    };
}

const retryAfter: NonNullable<OpenAPIV3.ResponseObject["headers"]> = {
    "Retry-After": {
        description: "Seconds to wait before the next try. May be missing.",
        schema: { type: "integer", minimum: 0 },
    },
};

/** Fits the bodies of Databricks, `{error_code, message}`, and of API Management, `{statusCode, message}`. */
export const errorSchema: OpenAPIV3.SchemaObject = {
    type: "object",
    description: "What went wrong, as the workspace says it (error_code) or the gateway (statusCode).",
    required: ["message"],
    properties: {
        message: { type: "string", description: "One sentence for a reader." },
        // Without a type: some generated clients lose the whole error where there is a choice of types (NSwag 14.7).
        error_code: { description: "Databricks' name of the error, e.g. BAD_REQUEST, or the status as a number." },
        error_class: { type: "string", description: "MLflow's kind of the error." },
        sqlstate: { type: "string", description: "MLflow's code of the error, e.g. KAM01." },
        stack_trace: { type: "string", description: "Where the model failed, from models of MLflow." },
        details: { type: "array", items: {}, description: "More on the error, from Databricks." },
        statusCode: { type: "integer", description: "The status, where the gateway itself answers." },
        activityId: { type: "string", description: "What the gateway's operators find the call by." },
    },
};

/**
 * A published document with the errors that this version of the program writes, in place of those that an earlier one wrote.
 * What an endpoint's own document says of errors stays.
 */
export function withErrorsOfNow(document: unknown): unknown {
    const { components, paths } = document as Partial<OpenAPIV3.Document>;
    const schemas = Object.entries(components?.schemas ?? {});
    const nameOf = ({ description }: OpenAPIV3.SchemaObject) =>
        schemas.find(([, schema]) => (schema as JsonObject).description === description)?.[0];
    const name = nameOf(errorSchema);
    if (name === undefined || !isObject(paths)) return document;
    const openAiName = nameOf(openAiError);
    const reference = JSON.stringify(`#/components/schemas/${name}`);
    const isWritten = (response: unknown) => JSON.stringify(response).includes(`"$ref":${reference}`);
    const described = operations.map(document as OpenAPIV3.Document, (operation) => {
        const all = Object.entries(operation.responses ?? {});
        if (!all.some(([, response]) => isWritten(response))) return operation;
        const own = all.filter(([, response]) => !isWritten(response));
        const isForOpenAi = openAiName !== undefined && operation.operationId?.startsWith("openai-");
        const errors = isForOpenAi ? errorResponses(openAiName) : servingErrors(name);
        return { ...operation, responses: { ...errors, ...Object.fromEntries(own) } };
    });
    return {
        ...described,
        components: { ...components, schemas: { ...components!.schemas, [name]: errorSchema } },
    };
}

/** A name that the document has not, or has for this very schema. @param wanted to which a number may be added */
export function schemaName(wanted: string, schema: OpenAPIV3.SchemaObject, schemas: object): string {
    const own = schemas as Record<string, unknown>;
    const text = canonicalJson(schema);
    for (let number = 1; ; number++) {
        const name = number === 1 ? wanted : `${wanted}${number}`;
        if (!Object.hasOwn(own, name) || canonicalJson(own[name]) === text) return name;
    }
}
