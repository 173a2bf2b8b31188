import type { PipelinePolicy } from "@azure/core-rest-pipeline";
import type { EventEmitter } from "node:events";
import type { ClientRequest } from "node:http";
import type { RefusalOf } from "./longWaits";
import { type Proxy, PROXY_FIX, proxyFor } from "./proxy";
import { WorkspaceError } from "./workspaceError";

/**
 * Sends each request through the proxy that the environment names for it, by the same rules as calls of the workspace. The
 * SDK's own policy sends calls to this machine through a proxy too, and knows no patterns in `NO_PROXY`; what it chose before
 * is undone.
 *
 * The SDK takes what a proxy answers instead of opening a tunnel for the answer to the request: a 404 would say that a
 * resource does not exist. Here that is an error.
 */
export function environmentProxies(
    rest: typeof import("@azure/core-rest-pipeline"),
    refusal: RefusalOf,
): PipelinePolicy {
    const policies = new Map<string, PipelinePolicy>();
    return {
        name: "environmentProxies",
        async sendRequest(request, next) {
            request.agent = undefined;
            const proxy = environmentProxy(new URL(request.url), refusal);
            if (proxy === undefined) return next(request);
            const { href } = proxy.url;
            if (!policies.has(href)) policies.set(href, rest.proxyPolicy(proxySettings(proxy.url)));
            try {
                return await policies.get(href)!.sendRequest(request, (proxied) => {
                    refuseRefusals(proxied.agent as unknown as EventEmitter);
                    return next(proxied);
                });
            } catch (error) {
                const [answered] = /the proxy answered \d+/.exec((error as Error).message) ?? [];
                if (answered === undefined) throw error;
                throw refusal({
                    failure: `could not reach ${new URL(request.url).origin} through ${proxy.shown} (${answered})`,
                    fix: PROXY_FIX,
                });
            }
        },
    };
}

function proxySettings({ protocol, hostname, port, username, password }: URL) {
    return {
        host: `${protocol}//${hostname}`,
        port: Number(port || (protocol === "https:" ? 443 : 80)),
        username: decodeURIComponent(username),
        password: decodeURIComponent(password),
    };
}

const refusing = new WeakSet<EventEmitter>();

/** The SDK's agent tells what a proxy answered. */
function refuseRefusals(agent: EventEmitter): void {
    if (refusing.has(agent)) return;
    refusing.add(agent);
    agent.on("proxyConnect", ({ statusCode }: { statusCode: number }, request: ClientRequest) => {
        if (statusCode !== 200) request.destroy(new Error(`the proxy answered ${statusCode}`));
    });
}

function environmentProxy(url: URL, refusal: RefusalOf): Proxy | undefined {
    try {
        return proxyFor(url);
    } catch (error) {
        if (!(error instanceof WorkspaceError)) throw error;
        throw refusal({ failure: error.failure, fix: error.fix });
    }
}
