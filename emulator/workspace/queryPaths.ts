import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Access } from "./access";
import { DatabricksError, nothingDeployed } from "./databricksError";
import { invoke } from "./invocation";
import type { Principal } from "./principals";
import { WorkspaceState } from "./workspaceState";

interface Params {
    readonly name: string;
    readonly served?: string;
}

/** The paths on which models are called: by the endpoint, with its traffic split, and by one of its served models. */
export function queryPaths(
    server: FastifyInstance,
    state: WorkspaceState,
    access: Access,
    principalOf: (request: FastifyRequest) => Principal,
): void {
    for (const url of [
        "/serving-endpoints/:name/invocations",
        "/serving-endpoints/:name/served-models/:served/invocations",
    ]) {
        server.post<{ Params: Params }>(url, (request, reply) => {
            const endpoint = state.find(request.params.name);
            if (endpoint === undefined) throw nothingDeployed();
            access.permissions.check(principalOf(request), endpoint, "CAN_QUERY");
            if (endpoint.route_optimized) {
                // Record route-optimized-own-host.
                const message = `Endpoint '${endpoint.name}' is route optimized and answers on its own URL only.`;
                throw new DatabricksError(400, "BAD_REQUEST", message);
            }
            return invoke(state, endpoint, request, reply);
        });
        server.route({
            method: ["GET", "PUT", "PATCH", "DELETE"],
            url,
            handler: ({ method }) => {
                throw new DatabricksError(405, "METHOD_NOT_ALLOWED", `${method} is not allowed on this path.`, {
                    allow: "POST",
                });
            },
        });
    }
}
