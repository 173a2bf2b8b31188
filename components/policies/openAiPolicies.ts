import { modelsOperation, type OpenAiOperation } from "../../transforms/publication/openAiRoutes";
import { stablePath } from "../../transforms/publication/routes";
import type { ApiFeature } from "./apiFeature";
import { firstOf, returnJson } from "./controlPolicies";
import type { PolicyElement } from "./policyElement";
import { type Expression, expression } from "./policyText";

/** Sends what OpenAI's clients ask for to where the endpoint answers, and lists its model for them. */
export const openAiRoutes: ApiFeature = ({ called }) =>
    called
        ? [
              {
                  slot: "route",
                  elements: ({ openAi }) => (openAi === undefined ? [] : [routed(openAi, called.endpoint)]),
              },
          ]
        : [];

function routed(operation: OpenAiOperation, endpoint: string): PolicyElement {
    return firstOf([
        [isOperation[operation], [rewriteUri(stablePath)]],
        [isOperation[modelsOperation], [returnJson(200, "OK", models(endpoint))]],
    ]);
}

/** By the operation, and not by the path, which a caller may write in several ways. */
const isOperation: Readonly<Record<OpenAiOperation | typeof modelsOperation, Expression>> = {
    "chat-completions": expression`context.Operation.Id == "chat-completions"`,
    completions: expression`context.Operation.Id == "completions"`,
    embeddings: expression`context.Operation.Id == "embeddings"`,
    responses: expression`context.Operation.Id == "responses"`,
    "list-models": expression`context.Operation.Id == "list-models"`,
};

/** The caller's query goes along. The body is not read, so that nothing of it is held back. */
function rewriteUri(template: string): PolicyElement {
    return { name: "rewrite-uri", attributes: { template }, sections: ["inbound"] };
}

/** Blanks keep braces apart, two of which API Management would read as a named value. */
function models(endpoint: string): string {
    const id = JSON.stringify(endpoint);
    return `{ "object": "list", "data": [ { "id": ${id}, "object": "model", "created": 0, "owned_by": "databricks" } ] }`;
}
