import { DatabricksError } from "./databricksError";

/** What a language model takes and answers: OpenAI's protocols, and MLflow's ChatAgent. */
export type Protocol = "chat" | "completions" | "embeddings" | "agent" | "responses";

/** Protocols by the `task` of endpoints, as they were seen. */
const protocols = new Map<string, Protocol>([
    ["llm/v1/chat", "chat"],
    ["llm/v1/completions", "completions"],
    ["llm/v1/embeddings", "embeddings"],
    ["agent/v1/chat", "chat"],
    ["agent/v2/chat", "agent"],
    ["agent/v1/responses", "responses"],
]);

/** The field that each protocol cannot do without. */
const inputFields: Readonly<Record<Protocol, string>> = {
    chat: "messages",
    completions: "prompt",
    embeddings: "input",
    agent: "messages",
    responses: "input",
};

/** Tokens as the protocols count them. */
export interface Usage {
    readonly prompt: number;
    readonly completion: number;
}

type Json = Record<string, unknown>;

/** When every answer was made: 2026-03-02 09:00 UTC, in seconds since 1970, so that two runs show the same. */
const created = 1_772_442_000;

/** @returns undefined for a model that is none of language */
export function protocolOf(task: string | undefined): Protocol | undefined {
    return protocols.get(task ?? "");
}

/** Whether a body is the protocol's own, and not one of MLflow's tables. */
export function speaks(protocol: Protocol, input: Json): boolean {
    if (protocol === "responses" && "messages" in input) {
        // Observed (databricks-agent-skills).
        const message = "'messages' field is not supported. Please use 'input' field instead.";
        throw new DatabricksError(400, "BAD_REQUEST", message);
    }
    return inputFields[protocol] in input;
}

/** The answer of a model whose document says nothing about it; the same for the same input. */
export function languageAnswer(protocol: Protocol, model: string, text: string, usage: Usage): Json {
    switch (protocol) {
        case "chat":
            return {
                id: "emulated-1",
                object: "chat.completion",
                created,
                model,
                choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
                usage: shownUsage(protocol, usage),
            };
        case "completions":
            return {
                id: "emulated-1",
                object: "text_completion",
                created,
                model,
                choices: [{ index: 0, text, finish_reason: "stop" }],
                usage: shownUsage(protocol, usage),
            };
        case "embeddings":
            return {
                object: "list",
                model,
                usage: shownUsage(protocol, usage),
                data: [{ index: 0, object: "embedding", embedding: [0.5] }],
            };
        case "agent":
            return { messages: [{ role: "assistant", content: text, id: "emulated-1" }] };
        case "responses":
            return {
                id: "emulated-1",
                object: "response",
                created_at: created,
                model,
                status: "completed",
                output: [outputMessage(text)],
                usage: shownUsage(protocol, usage),
            };
    }
}

/** `usage` of an answer or of the last event of a stream; agents that stream messages give none. */
export function shownUsage(protocol: Protocol, { prompt, completion }: Usage): Json | undefined {
    const total_tokens = prompt + completion;
    if (protocol === "agent") return undefined;
    if (protocol === "embeddings") return { prompt_tokens: prompt, total_tokens: prompt };
    return protocol === "responses"
        ? { input_tokens: prompt, output_tokens: completion, total_tokens }
        : { prompt_tokens: prompt, completion_tokens: completion, total_tokens };
}

/** Tokens of what was asked and of what is answered: four characters are one, as a rule of thumb has it. */
export function usageOf(protocol: Protocol, input: Json, answered: string): Usage {
    return {
        prompt: tokens(texts(input[inputFields[protocol]]).join("")),
        completion: protocol === "embeddings" ? 0 : tokens(answered),
    };
}

/** The events of a streamed answer, in their order; usage is in the last one. */
export function streamedEvents(protocol: Protocol, model: string, text: string, usage: Usage): Json[] {
    const pieces = text.match(/\S+\s*/g) ?? [];
    const shown = shownUsage(protocol, usage);
    switch (protocol) {
        case "chat": {
            const chunk = (delta: Json, finish_reason: string | null) => ({
                id: "emulated-1",
                object: "chat.completion.chunk",
                created,
                model,
                choices: [{ index: 0, delta, finish_reason }],
            });
            const chunks = pieces.map((content) => chunk({ role: "assistant", content }, null));
            return [...chunks, { ...chunk({ role: "assistant", content: "" }, "stop"), usage: shown }];
        }
        case "completions": {
            const chunk = (part: string, finish_reason: string | null) => ({
                id: "emulated-1",
                object: "text_completion",
                created,
                model,
                choices: [{ index: 0, text: part, finish_reason }],
            });
            return [...pieces.map((part) => chunk(part, null)), { ...chunk("", "stop"), usage: shown }];
        }
        case "agent":
            return pieces.map((content) => ({ delta: { role: "assistant", content, id: "emulated-1" } }));
        case "responses":
            return [
                ...pieces.map((delta) => ({ type: "response.output_text.delta", item_id: "emulated-1", delta })),
                { type: "response.output_item.done", item: outputMessage(text) },
                { type: "response.completed", response: languageAnswer(protocol, model, text, usage) },
            ];
        case "embeddings":
            // The refusal of a field that foundation models do not know (databricks-sdk-py, issue 1263).
            throw new DatabricksError(400, "BAD_REQUEST", 'Bad request: json: unknown field "stream"');
    }
}

function outputMessage(text: string): Json {
    return {
        type: "message",
        id: "emulated-1",
        role: "assistant",
        status: "completed",
        content: [{ type: "output_text", text, annotations: [] }],
    };
}

function tokens(text: string): number {
    return Math.max(1, Math.ceil(text.length / 4));
}

/** The texts of `messages`, `prompt` or `input`, whatever their nesting. */
function texts(value: unknown): string[] {
    if (typeof value === "string") return [value];
    if (Array.isArray(value)) return value.flatMap(texts);
    if (typeof value !== "object" || value === null) return [];
    const { content, text } = value as Json;
    return [...texts(content), ...texts(text)];
}
