import { PROXY_FIX, proxyFor } from "../../databricks/proxy";
import type { Call } from "./checks";

/** How a call ended that was answered. */
export interface Answer {
    readonly status: number;
    readonly contentType: string;
    /** In seconds, where the gateway says when to call again. */
    readonly retryAfter: string | undefined;
    readonly body: string;
}

/** Calls a URL as `fetch` does. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Largest answer that is read, in bytes. */
const mostBytes = 16 * 1024 * 1024;

/**
 * Makes a call and reads its answer. Follows no redirect, so that a key goes nowhere but to the published API.
 *
 * @param timeout longest wait for the whole answer, in milliseconds
 * @returns or why there is no answer, with how to mend it
 */
export async function send(
    { method, url, headers, body }: Pick<Call, "method" | "url" | "headers" | "body">,
    fetch: Fetch,
    timeout: number,
): Promise<Answer | string> {
    try {
        const response = await fetch(url, {
            method,
            headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
            body,
            redirect: "manual",
            signal: AbortSignal.timeout(timeout),
        });
        return {
            status: response.status,
            contentType: response.headers.get("content-type") ?? "",
            retryAfter: response.headers.get("retry-after") ?? undefined,
            body: await textOf(response),
        };
    } catch (error) {
        return unanswered(new URL(url), error as Error, timeout);
    }
}

async function textOf(response: Response): Promise<string> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
        chunks.push(chunk);
        size += chunk.byteLength;
        if (size > mostBytes) break;
    }
    return new TextDecoder().decode(Buffer.concat(chunks));
}

/**
 * Why there is no answer, with how to mend it. Without the text of the error, which may repeat a header.
 *
 * @param timeout longest wait, in milliseconds
 */
export function unanswered(url: URL, error: Error, timeout: number): string {
    if (error.name === "TimeoutError") {
        return (
            `no answer within ${timeout / 1000} s. If the endpoint scales to zero, call again when it is ready, or raise ` +
            "--timeout"
        );
    }
    const cause = error.cause as { code?: unknown } | undefined;
    const code = typeof cause?.code === "string" ? cause.code : error.name;
    const proxy = proxyFor(url);
    return `${url.host} cannot be reached${proxy ? ` through ${proxy.shown}` : ""} (${code}). ${proxy ? PROXY_FIX : fixOf(code, url)}`;
}

function fixOf(code: string, { hostname }: URL): string {
    if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
        return `DNS does not know ${hostname}. If it is a custom domain, its CNAME record has to name the service`;
    }
    if (/CERT|SSL|TLS|SELF_SIGNED|VERIFY|EPROTO/.test(code)) {
        return (
            "The certificate is not trusted, or is not for this name. Check the certificate of the custom domain. If its CA, " +
            "or that of a proxy, is private, set NODE_EXTRA_CA_CERTS"
        );
    }
    return "Run this from a network that reaches the gateway: its private endpoint or virtual network may allow no other";
}
