import type { FastifyInstance, FastifyRequest } from "fastify";
import { jsonBody } from "../controlPlane";
import { DatabricksError, notEmulated } from "../databricksError";
import { languageReply } from "../invocation";
import { speaks } from "../languageModel";
import type { Principal } from "../principals";
import { checkJson } from "../scoring/mediaType";
import type { WorkspaceState } from "../workspaceState";
import type { ApiType } from "./modelService";
import { modelServiceMissing, type ModelServices } from "./modelServices";

const protocols = { "chat/completions": "chat", embeddings: "embeddings" } as const satisfies Record<ApiType, string>;

/** The unified API of Unity AI Gateway, where `model` of the body says which model service answers. */
export function aiGatewayPaths(
    server: FastifyInstance,
    services: ModelServices,
    state: WorkspaceState,
    principalOf: (request: FastifyRequest) => Principal,
): void {
    for (const type of Object.keys(protocols) as ApiType[]) {
        server.post(`/ai-gateway/mlflow/v1/${type}`, (request, reply) => {
            checkJson(request.headers["content-type"]);
            const input = jsonBody(request);
            const { model } = input;
            if (typeof model !== "string" || model === "") throw badRequest("'model' is missing.");
            // Databricks takes the names of its own models without catalog and schema too.
            if (!model.includes(".")) throw notEmulated(`the model '${model}', which is no full name`);
            const service = services.find(model);
            // Record model-service-query-without-rights.
            if (!service || !services.mayQuery(principalOf(request), service)) throw modelServiceMissing(model);
            if (!service.supported_api_types.some((each) => each.endsWith(`/v1/${type}`))) {
                throw badRequest(`Model service '${model}' does not support ${type}.`);
            }
            if (!speaks(protocols[type], input)) throw badRequest("Bad request: the input is missing");
            const answering = service.destinations[0]!.replace("models/", "");
            return languageReply(protocols[type], answering, input, state.planned.take(model), reply);
        });
    }
}

function badRequest(message: string): DatabricksError {
    return new DatabricksError(400, "BAD_REQUEST", message);
}
