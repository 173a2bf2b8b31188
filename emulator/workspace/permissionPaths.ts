import type { FastifyInstance, FastifyRequest } from "fastify";
import { jsonBody } from "./controlPlane";
import { DatabricksError } from "./databricksError";
import type { EmulatedEndpoint } from "./endpoint";
import type { Permissions } from "./permissions";
import type { Principal } from "./principals";
import type { WorkspaceState } from "./workspaceState";

type ById = { Params: { id: string } };

/** `/api/2.0/permissions/serving-endpoints/{id}`, by the endpoint's id and not by its name. */
export function permissionPaths(
    server: FastifyInstance,
    state: WorkspaceState,
    permissions: Permissions,
    principalOf: (request: FastifyRequest) => Principal,
): void {
    const path = "/api/2.0/permissions/serving-endpoints/:id";
    const endpointFor = (request: FastifyRequest<ById>): EmulatedEndpoint => {
        const { id } = request.params;
        const endpoint = state.endpoints().find((candidate) => candidate.id === id);
        if (endpoint === undefined) {
            throw new DatabricksError(404, "RESOURCE_DOES_NOT_EXIST", `Serving endpoint with ID ${id} does not exist.`);
        }
        permissions.check(principalOf(request), endpoint, request.method === "GET" ? "CAN_VIEW" : "CAN_MANAGE");
        return endpoint;
    };

    server.get<ById>(path, (request) => permissions.shown(endpointFor(request)));

    server.put<ById>(path, (request) => {
        const endpoint = endpointFor(request);
        permissions.replace(endpoint, jsonBody(request).access_control_list);
        return permissions.shown(endpoint);
    });

    server.patch<ById>(path, (request) => {
        const endpoint = endpointFor(request);
        permissions.add(endpoint, jsonBody(request).access_control_list);
        return permissions.shown(endpoint);
    });
}
