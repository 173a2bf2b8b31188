import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Access } from "./access";
import { nothingDeployed } from "./databricksError";
import type { EmulatedEndpoint } from "./endpoint";
import type { Principal } from "./principals";
import { invoke } from "./invocation";
import type { WorkspaceState } from "./workspaceState";

/** The number of the workspace, with which the paths of route-optimized endpoints begin. */
export const WORKSPACE_ID = "1234567890123456";

/** Where a workspace and the host of its route-optimized endpoints listen; known once they do. */
export interface Addresses {
    workspace(): string;
    dataPlane(): string;
}

/** What a route-optimized endpoint shows to whoever may query it: its own URL, and what to ask for a token with. */
export function dataPlaneInfo(endpoint: EmulatedEndpoint, origin: string): object {
    const endpoint_url = `${origin}/${WORKSPACE_ID}/serving-endpoints/${endpoint.name}/invocations`;
    const query_info = { endpoint_url, authorization_details: authorizationDetails(endpoint) };
    return { endpoint_url, data_plane_info: { query_info } };
}

/** What a token for a route-optimized endpoint is asked for with, and says about itself. */
export function authorizationDetails({ id }: EmulatedEndpoint): string {
    const actions = ["query_inference_endpoint"];
    const object_path = `/serving-endpoints/${id}`;
    return JSON.stringify([{ type: "workspace_permission", object_type: "serving-endpoints", object_path, actions }]);
}

/** The host of route-optimized endpoints: it takes OAuth tokens that were issued for the endpoint, and nothing else. */
export function dataPlane(
    server: FastifyInstance,
    state: WorkspaceState,
    access: Access,
    principalOf: (request: FastifyRequest) => Principal,
): void {
    const url = `/${WORKSPACE_ID}/serving-endpoints/:name/invocations`;
    server.post<{ Params: { name: string } }>(url, async (request, reply) => {
        const endpoint = state.find(request.params.name);
        if (!endpoint?.route_optimized) throw nothingDeployed();
        await access.oauth.checkDetails(request.headers.authorization, authorizationDetails(endpoint));
        access.permissions.check(principalOf(request), endpoint, "CAN_QUERY");
        return invoke(state, endpoint, request, reply);
    });
}
