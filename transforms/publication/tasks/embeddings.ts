import { sharedMembers, Task, textOr, usage } from "./task";

/** `llm/v1/embeddings`: a vector for each text. */
export const embeddings: Task = {
    summary: "Embed texts",
    streams: false,
    request: {
        type: "object",
        required: ["input"],
        properties: {
            input: {
                description: "A text, several texts, or their tokens.",
                oneOf: textOr({}),
            },
            ...sharedMembers,
        },
    },
    response: {
        type: "object",
        properties: {
            object: { type: "string" },
            model: { type: "string" },
            data: {
                type: "array",
                items: {
                    type: "object",
                    properties: {
                        object: { type: "string" },
                        index: { type: "integer" },
                        embedding: {
                            description: "Numbers, or their bytes in Base64 where the request asked for it.",
                            oneOf: textOr({ type: "number" }),
                        },
                    },
                },
            },
            usage,
        },
    },
    example: { input: ["What is a lakehouse?"] },
};
