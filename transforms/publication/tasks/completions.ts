import { generationMembers, sharedMembers, Task, textOr, usage } from "./task";

/** `llm/v1/completions`: the text that follows a prompt. */
export const completions: Task = {
    summary: "Complete a prompt",
    streams: true,
    request: {
        type: "object",
        required: ["prompt"],
        properties: {
            prompt: { oneOf: textOr({}) },
            ...generationMembers,
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
                        text: { type: "string" },
                        finish_reason: { type: "string", nullable: true },
                    },
                },
            },
            usage,
        },
    },
    example: { prompt: "A lakehouse is", max_tokens: 64 },
};
