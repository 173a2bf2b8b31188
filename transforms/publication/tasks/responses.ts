import { generationMembers, sharedMembers, Task, textOr } from "./task";

/** Endpoints of the Responses API. Agents answer it, too (mlflow, `ResponsesAgent`). */
export const responses: Task = {
    summary: "Ask the agent",
    streams: true,
    request: {
        type: "object",
        required: ["input"],
        properties: {
            input: {
                description: "A question, or messages and results of tools, oldest first.",
                oneOf: textOr({ type: "object" }),
            },
            custom_inputs: { type: "object", nullable: true, description: "What the agent takes beside the input." },
            context: {
                type: "object",
                nullable: true,
                properties: {
                    conversation_id: { type: "string", nullable: true },
                    user_id: { type: "string", nullable: true },
                },
            },
            temperature: generationMembers.temperature!,
            stream: generationMembers.stream!,
            ...sharedMembers,
        },
    },
    response: {
        type: "object",
        properties: {
            id: { type: "string" },
            object: { type: "string" },
            output: { type: "array", items: { type: "object" }, description: "Messages and calls of tools." },
            custom_outputs: { type: "object", nullable: true },
        },
    },
    example: { input: [{ role: "user", content: "What is a lakehouse?" }] },
};
