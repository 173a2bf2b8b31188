import type { OpenAPIV3 } from "openapi-types";

/** What is known of an endpoint from its task alone. */
export interface Task {
    /** What a call does, as the name of an operation. */
    readonly summary: string;
    /** Whether a body with `"stream": true` is answered with server-sent events. */
    readonly streams: boolean;
    /** The body of a request, no narrower than what the service takes. */
    readonly request: OpenAPIV3.SchemaObject;
    /** The body of an answer. */
    readonly response: OpenAPIV3.SchemaObject;
    /** The task of OpenAI's API whose clients an agent answers; what they send is told of at their own path. */
    readonly general?: Task;
    /** A body that says what the task is for; absent where it depends on the model. */
    readonly example?: Readonly<Record<string, unknown>>;
}

/** A list or a text, of which no value is both: generators of clients that know the first one only make the list. */
export function textOr(
    items: OpenAPIV3.SchemaObject,
    more: OpenAPIV3.NonArraySchemaObject = {},
): OpenAPIV3.SchemaObject[] {
    return [
        { type: "array", items },
        { type: "string", ...more },
    ];
}

/** Members of a request that every model takes (Databricks SDK, `serving_endpoints.query`). */
export const sharedMembers: Record<string, OpenAPIV3.SchemaObject> = {
    client_request_id: { type: "string", description: "The caller's own id of the request, for the usage tables." },
    usage_context: {
        type: "object",
        additionalProperties: { type: "string" },
        description: "What the usage is booked on, e.g. a project.",
    },
};

/** Members that steer how text is generated. */
export const generationMembers: Record<string, OpenAPIV3.SchemaObject> = {
    max_tokens: { type: "integer", nullable: true, description: "Most tokens to generate." },
    temperature: { type: "number", nullable: true, description: "0 always takes the likeliest token." },
    top_p: { type: "number", nullable: true },
    n: { type: "integer", nullable: true, description: "How many answers to generate." },
    stop: {
        description: "Where generation ends.",
        oneOf: textOr({ type: "string" }, { nullable: true }),
    },
    stream: { type: "boolean", nullable: true, description: "Answer piece by piece, as server-sent events." },
};

/** The tokens that a call used, as OpenAI's interfaces count them. */
export const usage: OpenAPIV3.SchemaObject = {
    type: "object",
    nullable: true,
    properties: {
        prompt_tokens: { type: "integer" },
        completion_tokens: { type: "integer", nullable: true },
        total_tokens: { type: "integer" },
    },
};
