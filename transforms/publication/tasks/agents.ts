import type { OpenAPIV3 } from "openapi-types";
import { chat } from "./chat";
import { responses } from "./responses";
import { sharedMembers, type Task } from "./task";

type Schema = OpenAPIV3.SchemaObject;
type Members = Record<string, Schema>;

/** MLflow's server refuses members of nested objects that the signature of an agent does not have. */
const closed = (properties: Members, required: string[] = []): Schema => ({
    type: "object",
    additionalProperties: false,
    ...(required.length > 0 && { required }),
    properties,
});
const text: Schema = { type: "string", nullable: true };
const number: Schema = { type: "number", nullable: true };
const flag: Schema = { type: "boolean", nullable: true };
const texts: Schema = { type: "array", nullable: true, items: text };
const anything: Schema = { type: "object", nullable: true };
const objects: Schema = { type: "array", nullable: true, items: { type: "object" } };

const toolCall = closed(
    {
        id: { type: "string" },
        type: { type: "string" },
        function: closed({ name: { type: "string" }, arguments: { type: "string" } }, ["arguments", "name"]),
    },
    ["function", "id", "type"],
);

function conversation(more: Members): Schema {
    const message = closed(
        {
            role: { type: "string", description: "system, user, assistant or tool." },
            content: { type: "string", nullable: true, description: "Text. Agents take no parts, such as images." },
            name: text,
            tool_calls: { type: "array", nullable: true, items: toolCall },
            tool_call_id: text,
            ...more,
        },
        ["role"],
    );
    return { type: "array", items: message, description: "The conversation so far, oldest first." };
}

const context = closed({ conversation_id: text, user_id: text });
const inputs: Schema = { ...anything, description: "What the agent takes beside the conversation." };

function agent(general: Task, required: string, properties: Members): Task {
    const request: Schema = { type: "object", required: [required], properties: { ...properties, ...sharedMembers } };
    return { ...general, general, request };
}

/** `agent/v1/chat`: what MLflow's server takes for a ChatModel (mlflow 3.17, types/llm.py). */
export const chatModel = agent(chat, "messages", {
    messages: conversation({ refusal: text }),
    temperature: { ...number, description: "A number with a point, such as 2.0: 2 is refused." },
    max_tokens: { type: "integer", description: "Most tokens to generate." },
    stop: { ...texts, description: "Where generation ends." },
    n: { type: "integer", description: "How many answers to generate." },
    stream: { type: "boolean", description: "Answer piece by piece, as server-sent events." },
    top_p: number,
    top_k: { type: "integer" },
    frequency_penalty: number,
    presence_penalty: number,
    tools: objects,
    custom_inputs: inputs,
});

/** `agent/v2/chat`: what MLflow's server takes for a ChatAgent (mlflow 3.17, types/agent.py). */
export const chatAgent = agent(chat, "messages", {
    messages: conversation({ id: text, attachments: { ...anything, additionalProperties: { type: "string" } } }),
    context,
    custom_inputs: inputs,
    stream: { ...flag, description: "Answer piece by piece, as server-sent events." },
});

/** `agent/v1/responses`: what MLflow's server takes for a ResponsesAgent (mlflow 3.17, types/responses.py). */
export const responsesAgent = agent(responses, "input", {
    input: {
        type: "array",
        items: { type: "object" },
        description: "Messages and results of tools, oldest first. Agents take no text in place of the list.",
    },
    context: { ...context, nullable: true },
    custom_inputs: inputs,
    max_output_tokens: { type: "integer", description: "Most tokens to generate." },
    metadata: { ...anything, additionalProperties: { type: "string" } },
    background: flag,
    parallel_tool_calls: flag,
    store: flag,
    stream: { ...flag, description: "Answer piece by piece, as server-sent events." },
    temperature: { ...number, description: "A number with a point, such as 2.0: 2 is refused." },
    text: {},
    tool_choice: {},
    tools: objects,
    top_p: number,
    truncation: text,
    user: text,
});

/** The agents of which MLflow's signatures say what they take. */
export const agents: readonly Task[] = [chatModel, chatAgent, responsesAgent];
