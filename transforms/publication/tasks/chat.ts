import type { OpenAPIV3 } from "openapi-types";
import { generationMembers, sharedMembers, Task, textOr, usage } from "./task";

const message: OpenAPIV3.SchemaObject = {
    type: "object",
    required: ["role"],
    properties: {
        role: { type: "string", description: "system, user, assistant or tool." },
        content: {
            description: "Text, or parts such as text and images.",
            oneOf: textOr({ type: "object" }, { nullable: true }),
        },
        tool_calls: { type: "array", nullable: true, items: { type: "object" } },
        tool_call_id: { type: "string", nullable: true },
    },
};

/** `llm/v1/chat`: a conversation and its next message. Agents answer it, too. */
export const chat: Task = {
    summary: "Continue a conversation",
    streams: true,
    request: {
        type: "object",
        required: ["messages"],
        properties: {
            messages: { type: "array", items: message, description: "The conversation so far, oldest first." },
            ...generationMembers,
            tools: { type: "array", nullable: true, items: { type: "object" } },
            ...sharedMembers,
        },
    },
    response: {
        type: "object",
        properties: {
            id: { type: "string" },
            object: { type: "string" },
            created: { type: "integer" },
            model: { type: "string" },
            choices: {
                type: "array",
                items: {
                    type: "object",
                    properties: {
                        index: { type: "integer" },
                        message,
                        finish_reason: { type: "string", nullable: true },
                    },
                },
            },
            // Agents answer with messages in place of choices.
            messages: { type: "array", items: message },
            usage,
        },
    },
    example: { messages: [{ role: "user", content: "What is a lakehouse?" }] },
};
