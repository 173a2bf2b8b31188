import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Access } from "./access";
import { DatabricksError, nothingDeployed, notEmulated } from "./databricksError";
import type { EmulatedEndpoint } from "./endpoint";
import { checkInput } from "./modelInput";
import { modelOutput } from "./modelOutput";
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
            const endpoint = state.endpoints().find(({ name }) => name === request.params.name);
            if (endpoint === undefined) throw nothingDeployed();
            access.permissions.check(principalOf(request), endpoint, "CAN_QUERY");
            if (endpoint.route_optimized) {
                // Since 2025-09-22 they answer on their own host only (documentation); the body is inferred.
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

/** Answers a call of a model whose caller is known to be allowed. @throws {DatabricksError} */
export function invoke(
    state: WorkspaceState,
    endpoint: EmulatedEndpoint,
    request: FastifyRequest<{ Params: Params }>,
    reply: FastifyReply,
): unknown {
    const { name, served } = request.params;
    // A stopped endpoint answers 400 (documentation, "Manage model serving endpoints").
    if (endpoint.state.ready !== "READY")
        throw new DatabricksError(400, "BAD_REQUEST", `Endpoint '${name}' is not ready.`);
    const type = request.headers["content-type"] ?? "";
    if (!/^application\/json\s*(?:;|$)/i.test(type)) {
        const message = `This predictor only supports the following content types: Types: ['application/json']. Got '${type}'.`;
        throw new DatabricksError(415, "BAD_REQUEST", message);
    }
    const model = state.model(name, served);
    const { rows, input } = checkInput(String(request.body ?? ""), model.requestSchema);
    if (input.stream === true) throw notEmulated("streamed answers ('stream': true)");
    return reply.header("served-model-name", model.name).send(modelOutput(model.responseSchema, rows, model.name));
}
