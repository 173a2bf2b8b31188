import type { ServingEndpoint } from "./client";
import { quote } from "./quote";
import { WorkspaceError } from "./workspaceError";

/** Where an endpoint's calls go, and what tokens for it are asked for with. */
export interface CallTarget {
    /** Without `/invocations`, e.g. `https://adb-1.2.azuredatabricks.net/serving-endpoints/churn`. */
    readonly invocationBase: string;
    /** For a route-optimized endpoint, which takes no tokens that are for the whole workspace. */
    readonly authorizationDetails?: string;
}

/** Under these, Databricks gives route-optimized endpoints hosts of their own. */
const servingHosts = [
    ".serving.azuredatabricks.net",
    ".serving.cloud.databricks.com",
    ".serving.gcp.databricks.com",
    ".serving.azuredatabricks.us",
    ".serving.databricks.azure.cn",
];

/**
 * Where calls of an endpoint go: below the workspace's host, or for a route-optimized endpoint to a host of its own. The
 * gateway sends a credential there, so that only Databricks' hosts are taken.
 *
 * @param host the workspace's origin
 * @throws {WorkspaceError} the endpoint says that it is route-optimized, and not where or for which tokens
 */
export function callTarget(endpoint: ServingEndpoint, host: string): CallTarget {
    const { name, route_optimized, endpoint_url, data_plane_info } = endpoint;
    if (!route_optimized) return { invocationBase: `${host}/serving-endpoints/${encodeURIComponent(name)}` };
    const info = data_plane_info?.query_info;
    const url = info?.endpoint_url ?? endpoint_url;
    const authorizationDetails = info?.authorization_details;
    if (!url || !authorizationDetails) {
        throw new WorkspaceError({
            failure: `endpoint "${name}": it is route-optimized, and the workspace does not tell its own URL and tokens`,
            mend: "The deploying identity needs CAN_QUERY on a route-optimized endpoint to be told them.",
        });
    }
    const target = URL.canParse(url) ? new URL(url) : undefined;
    if (!target || !isTrusted(target, host) || target.search || target.hash || target.username || target.password) {
        throw new WorkspaceError({
            failure: `endpoint "${name}": it is route-optimized, at a URL that is not Databricks' own: "${quote(url)}"`,
            mend: `Calls and their credential go to https and hosts like <id>${servingHosts[0]} only.`,
        });
    }
    return {
        invocationBase: `${target.origin}${target.pathname.replace(/\/(invocations\/?)?$/, "")}`,
        authorizationDetails,
    };
}

/** A workspace on this machine, as an emulator is, may have such endpoints there too. */
function isTrusted(target: URL, host: string): boolean {
    if (target.origin === host) return true;
    const workspace = new URL(host);
    if (isLoopback(workspace.hostname) && isLoopback(target.hostname)) return true;
    return (
        target.protocol === "https:" && target.port === "" && servingHosts.some((end) => target.hostname.endsWith(end))
    );
}

function isLoopback(hostname: string): boolean {
    return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
