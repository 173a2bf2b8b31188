import type { ServerResponse } from "node:http";
import type { Upstream } from "./upstream";

/** What a model says of the tokens that a call used. */
export interface ModelUsage {
    readonly prompt: number;
    readonly completion: number;
}

/** The upstream answers like OpenAI's chat from now on; without usage if it is told none. */
export function answerLikeChat(upstream: Upstream, usage?: ModelUsage): void {
    upstream.answer = (response) => {
        const tokens = usage && {
            usage: {
                prompt_tokens: usage.prompt,
                completion_tokens: usage.completion,
                total_tokens: usage.prompt + usage.completion,
            },
        };
        response.setHeader("Content-Type", "application/json");
        response.end(JSON.stringify({ choices: [{ message: { role: "assistant", content: "Hi." } }], ...tokens }));
    };
}

/** The upstream streams these pieces as events, the last one cut in two on the way. */
export function answerLikeStream(upstream: Upstream, pieces: readonly string[]): void {
    upstream.answer = (response: ServerResponse) => {
        response.setHeader("Content-Type", "text/event-stream; charset=utf-8");
        for (const content of pieces) {
            const event = `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
            response.write(event.slice(0, 20));
            response.write(event.slice(20));
        }
        response.end("data: [DONE]\n\n");
    };
}

/** A chat whose prompt has so many characters. */
export function chat(characters: number, more: object = {}): string {
    return JSON.stringify({ messages: [{ role: "user", content: "x".repeat(characters) }], ...more });
}
