import type { PipelinePolicy } from "@azure/core-rest-pipeline";
import { proxyFor } from "../databricks/proxy";
import { WorkspaceError } from "../databricks/workspaceError";
import { AzureError } from "./azureError";

/**
 * Sends each request through the proxy that the environment names for it, by the same rules as calls of the workspace. The
 * SDK's own policy sends calls to this machine through a proxy too, and knows no patterns in `NO_PROXY`; what it chose before
 * is undone.
 */
export function environmentProxies(rest: typeof import("@azure/core-rest-pipeline")): PipelinePolicy {
    const policies = new Map<string, PipelinePolicy>();
    return {
        name: "environmentProxies",
        sendRequest(request, next) {
            request.agent = undefined;
            const proxy = environmentProxy(new URL(request.url));
            if (proxy === undefined) return next(request);
            const { href } = proxy;
            if (!policies.has(href)) {
                policies.set(
                    href,
                    rest.proxyPolicy({
                        host: `${proxy.protocol}//${proxy.hostname}`,
                        port: Number(proxy.port || (proxy.protocol === "https:" ? 443 : 80)),
                        username: decodeURIComponent(proxy.username),
                        password: decodeURIComponent(proxy.password),
                    }),
                );
            }
            return policies.get(href)!.sendRequest(request, next);
        },
    };
}

function environmentProxy(url: URL): URL | undefined {
    try {
        return proxyFor(url)?.url;
    } catch (error) {
        if (!(error instanceof WorkspaceError)) throw error;
        throw new AzureError({ failure: error.failure, mend: error.mend });
    }
}
