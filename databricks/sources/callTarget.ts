import { isLoopback } from "../proxy";
import { quote } from "../quote";
import { WorkspaceError } from "../workspaceError";
import type { ServingEndpoint } from "./servingEndpoint";
import type { CallTarget } from "./source";

/** Under these, Databricks gives route-optimized endpoints hosts of their own, for each cloud's workspaces. */
const clouds = [
    { workspaces: ".azuredatabricks.net", serving: ".serving.azuredatabricks.net" },
    { workspaces: ".cloud.databricks.com", serving: ".serving.cloud.databricks.com" },
    { workspaces: ".gcp.databricks.com", serving: ".serving.gcp.databricks.com" },
    { workspaces: ".azuredatabricks.us", serving: ".serving.azuredatabricks.us" },
    { workspaces: ".databricks.azure.cn", serving: ".serving.databricks.azure.cn" },
];

/** Before the name of an endpoint: at a workspace's host, and at the hosts of route-optimized endpoints behind the workspace's id. */
export const servingPath = "/serving-endpoints/";

/**
 * Where calls of an endpoint go: below the workspace's host, or for a route-optimized endpoint to a host of its own, which
 * the workspace's answer names. The gateway sends a credential there, so that only these are taken: https on the usual port,
 * a host that Databricks runs for the cloud of this workspace, and the endpoint's own path.
 *
 * @param host the workspace's origin
 * @throws {WorkspaceError} the endpoint says that it is route-optimized, and not where or for which tokens
 */
export function callTarget(endpoint: ServingEndpoint, host: string): CallTarget {
    const { name, route_optimized, endpoint_url, data_plane_info } = endpoint;
    if (!route_optimized) return { invocationBase: `${host}${servingPath}${encodeURIComponent(name)}` };
    const info = data_plane_info?.query_info;
    const url = info?.endpoint_url ?? endpoint_url;
    const authorizationDetails = info?.authorization_details;
    if (!url || !authorizationDetails) {
        throw new WorkspaceError({
            failure:
                `endpoint "${name}": it is route-optimized, and the workspace does not return its URL and the ` +
                "details of its tokens",
            fix: "The deploying identity needs CAN_QUERY on a route-optimized endpoint to read them.",
        });
    }
    const target = URL.canParse(url) ? new URL(url) : undefined;
    const path = target && ownPath(target, name);
    if (
        !target ||
        path === undefined ||
        !isTrusted(target, host) ||
        target.search ||
        target.hash ||
        target.username ||
        target.password
    ) {
        throw new WorkspaceError({
            failure: `endpoint "${name}": it is route-optimized, at a URL that is not Databricks' own: "${quote(url)}"`,
            fix: `Calls and their credential go only to https://<id>${servingEnds(host)[0]}/<workspace>/serving-endpoints/${name}, a host that Databricks runs in this workspace's cloud.`,
        });
    }
    const refusing = "it is route-optimized, and such endpoints refuse";
    return { invocationBase: target.origin + path, authorizationDetails, refusing };
}

/** The path without `/invocations`; undefined where it is not this endpoint's: `/<workspace>/serving-endpoints/<name>`. */
function ownPath({ pathname }: URL, name: string): string | undefined {
    const path = pathname.replace(/\/(invocations\/?)?$/, "");
    return /^(\/[A-Za-z0-9_-]+)?\/serving-endpoints\/([A-Za-z0-9_-]+)$/.exec(path)?.[2] === name ? path : undefined;
}

/** A workspace on this machine, as an emulator is, may have such endpoints there too. */
function isTrusted(target: URL, host: string): boolean {
    if (target.origin === host) return true;
    const workspace = new URL(host);
    if (isLoopback(workspace.hostname) && isLoopback(target.hostname)) return true;
    return (
        target.protocol === "https:" &&
        target.port === "" &&
        servingEnds(host).some((end) => /^[a-z0-9.-]+$/.test(target.hostname) && target.hostname.endsWith(end))
    );
}

/** A workspace under a name of its own may be in any cloud. */
function servingEnds(host: string): string[] {
    const { hostname } = new URL(host);
    const own = clouds.filter(({ workspaces }) => hostname.endsWith(workspaces));
    return (own.length > 0 ? own : clouds).map(({ serving }) => serving);
}
