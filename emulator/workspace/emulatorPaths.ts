import type { FastifyInstance, FastifyRequest } from "fastify";
import { jsonBody } from "./controlPlane";
import { DatabricksError } from "./databricksError";
import type { EmulatedEndpoint } from "./endpoint";
import type { PlannedAnswer, PlannedAnswers } from "./plannedAnswer";
import type { PlannedCall } from "./plannedCall";
import type { Principal } from "./principals";
import { WorkspaceState } from "./workspaceState";

/**
 * Not Databricks': what another process changes the emulated workspace with while it runs. It takes the same
 * credentials as everything else, of administrators.
 *
 * - `PUT /_emulator/serving-endpoints/{name}`: makes an endpoint, or changes members of one (`EmulatedEndpoint`)
 * - `DELETE` on it: removes it
 * - `PUT /_emulator/serving-endpoints/{name}/openapi`: the body, whatever it is, becomes its document
 * - `POST /_emulator/serving-endpoints/{name}/answers`: calls of it get this answer (`PlannedAnswer`, without `path`)
 * - `POST /_emulator/serving-endpoints/{name}/calls`: calls of it go like this (`PlannedCall`, without gates)
 */
export function emulatorPaths(
    server: FastifyInstance,
    state: WorkspaceState,
    answers: PlannedAnswers,
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

    server.post<{ Params: { name: string } }>(`${path}/answers`, { preHandler }, (request) => {
        const { status, headers, body, times } = jsonBody(request) as Partial<PlannedAnswer>;
        const { name } = state.endpoint(request.params.name);
        if (!Number.isInteger(status)) throw new DatabricksError(400, "INVALID_PARAMETER_VALUE", "status is missing.");
        // Names have no character that means something in a pattern (letters, digits, `-` and `_`).
        const calls = new RegExp(`^/(?:\\d+/)?serving-endpoints/${name}/`);
        answers.add({ status: status!, headers, body, times, path: calls });
        return {};
    });

    server.post<{ Params: { name: string } }>(`${path}/calls`, { preHandler }, (request) => {
        const { times, startMs, errorAfter, breakAfter } = jsonBody(request) as PlannedCall;
        state.plan({ endpoint: request.params.name, times, startMs, errorAfter, breakAfter });
        return {};
    });
}
