import type { Dispatcher } from "undici";
import { proxyFor } from "./proxy";

const agents = new Map<string, Dispatcher>();

/**
 * `fetch`, through the proxy that the environment names. Node's own reads these variables from version 24 on, and only where
 * it is told to.
 *
 * @throws {WorkspaceError} the environment names something that is no proxy
 */
export async function proxiedFetch(url: string | URL, init: RequestInit = {}): Promise<Response> {
    const dispatcher = proxyAgent(new URL(url));
    if (dispatcher === undefined) return fetch(url, init);
    // Node's own fetch does not take the agents of another version.
    const undici = require("undici") as typeof import("undici");
    const { method, headers, body, signal, redirect } = init;
    const response = await undici.fetch(url, {
        method,
        redirect,
        dispatcher,
        headers: headers as Record<string, string>,
        body: body as string | undefined,
        signal: signal ?? undefined,
    });
    return response as unknown as Response;
}

/**
 * What undici's calls of a URL go through.
 *
 * @returns undefined where the environment names no proxy for it
 * @throws {WorkspaceError} the environment names something that is no proxy
 */
export function proxyAgent(url: URL): Dispatcher | undefined {
    const proxy = proxyFor(url);
    if (proxy === undefined) return undefined;
    const { href } = proxy.url;
    // Loaded where it is needed only.
    const undici = require("undici") as typeof import("undici");
    if (!agents.has(href)) agents.set(href, new undici.ProxyAgent(href));
    return agents.get(href);
}
