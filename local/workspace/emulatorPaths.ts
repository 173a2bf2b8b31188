import type { FastifyInstance } from "fastify";
import { jsonBody } from "./controlPlane";
import type { EmulatedEndpoint } from "./endpoint";
import { WorkspaceState } from "./workspaceState";

/**
 * Not Databricks': what another process changes the emulated workspace with while it runs. It takes the same credential
 * as everything else.
 *
 * - `PUT /_emulator/serving-endpoints/{name}`: makes an endpoint, or changes members of one (`EmulatedEndpoint`)
 * - `DELETE` on it: removes it
 * - `PUT /_emulator/serving-endpoints/{name}/openapi`: the body, whatever it is, becomes its document
 */
export function emulatorPaths(server: FastifyInstance, state: WorkspaceState): void {
    const path = "/_emulator/serving-endpoints/:name";

    server.put<{ Params: { name: string } }>(path, (request) => {
        state.setEndpoint(request.params.name, jsonBody(request) as Partial<EmulatedEndpoint>);
        return state.endpoint(request.params.name);
    });

    server.delete<{ Params: { name: string } }>(path, ({ params }) => {
        state.removeEndpoint(params.name);
        return {};
    });

    server.put<{ Params: { name: string } }>(`${path}/openapi`, (request) => {
        state.setDocument(request.params.name, String(request.body ?? ""));
        return state.endpoint(request.params.name);
    });
}
