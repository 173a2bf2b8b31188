import { quote } from "../../databricks/quote";
import type { Call } from "./checks";
import { type Answer, type Fetch, unanswered } from "./send";
import { type Verdict, verdictOf } from "./verdict";

/**
 * Lists the tools of an MCP server with MCP's own client, and calls none.
 *
 * @param timeout longest wait for one answer, in milliseconds
 * @param secrets never shown
 */
export async function listTools(
    call: Call,
    fetch: Fetch,
    timeout: number,
    secrets: readonly string[],
): Promise<{ answer?: Answer; verdict: Verdict }> {
    // Loaded where there is an MCP server only.
    const { Client, StreamableHTTPClientTransport } = await import("@modelcontextprotocol/client");
    let refused: Answer | undefined;
    let unreached: string | undefined;
    const watched = async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
        const limited: RequestInit = { ...init, redirect: "manual", signal: AbortSignal.timeout(timeout) };
        const response = await fetch(String(url), limited).catch((error: Error) => {
            unreached = unanswered(new URL(url), error, timeout);
            throw error;
        });
        // A server without a stream of its own answers 405 to its GET (MCP 2025-06-18, Transports).
        if (!response.ok && init.method !== "GET") refused = await answerOf(response.clone());
        return response;
    };
    const client = new Client({ name: "smoke", version: "1" });
    try {
        const requestInit = { headers: { ...call.headers } };
        await client.connect(
            new StreamableHTTPClientTransport(new URL(call.url), { fetch: watched as never, requestInit }),
        );
        const { tools } = await client.listTools();
        const answer = { status: 200, contentType: "", retryAfter: undefined, body: "" };
        if (tools.length > 0) return { answer, verdict: { outcome: "passed" } };
        const message =
            "the server has no tool. Run `npx pulumi refresh`, then `npx pulumi up`, which adds those of the stack";
        return { answer, verdict: { outcome: "failed", message } };
    } catch (error) {
        if (refused) return { answer: refused, verdict: verdictOf({ ...call, expects: "answer" }, refused, secrets) };
        // An answer may begin in time and never end.
        if ((error as Error).name === "TimeoutError")
            unreached = unanswered(new URL(call.url), error as Error, timeout);
        if (unreached !== undefined) return { verdict: { outcome: "failed", message: unreached } };
        const said = quote((error as Error).message, secrets);
        return {
            verdict: {
                outcome: "failed",
                message: `it does not answer as an MCP server: ${said}. Check what answers at this URL`,
            },
        };
    } finally {
        await client.close().catch(() => undefined);
    }
}

async function answerOf(response: Response): Promise<Answer> {
    const { status, headers } = response;
    const retryAfter = headers.get("retry-after") ?? undefined;
    return { status, contentType: headers.get("content-type") ?? "", retryAfter, body: await response.text() };
}
