import type { FastifyInstance, FastifyRequest } from "fastify";
import { jsonBody } from "./controlPlane";
import { DatabricksError } from "./databricksError";
import type { EmulatedEndpoint } from "./endpoint";
import type { Principal } from "./principals";
import { WorkspaceState } from "./workspaceState";

/**
 * Not Databricks': what another process changes the emulated workspace with while it runs. It takes the same
 * credentials as everything else, of administrators.
 *
 * - `PUT /_emulator/serving-endpoints/{name}`: makes an endpoint, or changes members of one (`EmulatedEndpoint`)
 * - `DELETE` on it: removes it
 * - `PUT /_emulator/serving-endpoints/{name}/openapi`: the body, whatever it is, becomes its document
 */
export function emulatorPaths(
    server: FastifyInstance,
    state: WorkspaceState,
    principalOf: (request: FastifyRequest) => Principal,
): void {
    const path = "/_emulator/serving-endpoints/:name";
    const preHandler = async (request: FastifyRequest) => {
        if (principalOf(request).admin) return;
        throw new DatabricksError(403, "PERMISSION_DENIED", "Only administrators may change the emulator.");
    };

    server.put<{ Params: { name: string } }>(path, { preHandler }, (request) => {
        state.setEndpoint(request.params.name, jsonBody(request) as Partial<EmulatedEndpoint>);
        return state.endpoint(request.params.name);
    });

    server.delete<{ Params: { name: string } }>(path, { preHandler }, ({ params }) => {
        state.removeEndpoint(params.name);
        return {};
    });

    server.put<{ Params: { name: string } }>(`${path}/openapi`, { preHandler }, (request) => {
        state.setDocument(request.params.name, String(request.body ?? ""));
        return state.endpoint(request.params.name);
    });
}
