import {
    azureOperation,
    modelsOperation,
    type OpenAiOperation,
    openAiRoutes as routes,
} from "../../transforms/publication/openAiOperations";
import { stablePath } from "../../transforms/publication/routes";
import type { ApiFeature, CalledEndpoint } from "./apiFeature";
import { deleteHeader, setHeader } from "./headerPolicies";
import { firstOf, when } from "./controlPolicies";
import { isForOpenAi, returnJson } from "./errors";
import { attribute, type PolicyElement } from "./policyElement";
import { type Expression, expression, statements } from "./policyText";

/** Sends what OpenAI's clients ask for to where the endpoint answers, and lists its model for them. */
export const openAiRoutes: ApiFeature = ({ called, isShared }) =>
    called
        ? [
              {
                  slot: "route",
                  elements: ({ openAi }) => {
                      const path = called.pinnedModel === undefined ? stablePath : pathOf(openAi);
                      if (isShared) return to(path);
                      if (path !== stablePath)
                          return [when(isOperation[modelsOperation], [listed(called)]), ...to(path)];
                      return openAi === undefined ? [] : [routed(openAi, called)];
                  },
              },
          ]
        : [];

/** Where models answer that share a URL: as OpenAI's API does. */
function pathOf(operation: OpenAiOperation | undefined): string {
    return routes.find(({ operationId }) => operationId === operation)?.path ?? stablePath;
}

/** The endpoint's errors in OpenAI's shape: OpenAI's clients show the message of no other. */
export const openAiErrors: ApiFeature = ({ called }) =>
    called
        ? [
              {
                  slot: "endpointError",
                  elements: ({ openAiErrors }) =>
                      openAiErrors ? [when(openAiErrors === "only" ? isAnyError : isError, shaped)] : [],
              },
          ]
        : [];

/** Answers that come piece by piece are no errors. */
const isAnyError = expression`context.Response.StatusCode >= 400`;
const isError = expression`${isAnyError} && ${isForOpenAi}`;

/** One that has OpenAI's shape stays. The words of any other are its message, be they JSON or not. */
const withError = statements`var text = context.Response.Body?.As<string>(preserveContent: true) ?? ""; JObject body = null; try { body = JToken.Parse(text) as JObject; } catch (Exception) { } if (body?["error"] is JObject) { return text; } var status = context.Response.StatusCode; var type = status == 429 ? "rate_limit_error" : status >= 500 ? "server_error" : "invalid_request_error"; var error = new JObject(); error["message"] = (body?["message"] ?? body?["error"])?.ToString() ?? text; error["type"] = type; error["param"] = null; error["code"] = body?["error_code"]?.ToString(); var whole = new JObject(); whole["error"] = error; return whole.ToString(Formatting.None);`;

const shaped: readonly PolicyElement[] = [
    setHeader("Content-Type", "application/json"),
    { name: "set-body", text: withError, sections: ["inbound", "backend", "outbound"] },
];

/** To where the model answers. Of an answer that is compressed nothing could be read where it is an error. */
function to(path: string): readonly PolicyElement[] {
    return [rewriteUri(path, path === stablePath), deleteHeader("Accept-Encoding")];
}

function routed(operation: OpenAiOperation, called: CalledEndpoint): PolicyElement {
    return firstOf([
        [isOperation[operation], to(stablePath)],
        [isOperation[azureOperation], to(stablePath)],
        [isOperation[modelsOperation], [listed(called)]],
    ]);
}

function listed({ endpoint }: CalledEndpoint): PolicyElement {
    return returnJson(200, "OK", models(endpoint));
}

/** By the operation, and not by the path, which a caller may write in several ways. */
const isOperation: Readonly<Record<OpenAiOperation | typeof azureOperation | typeof modelsOperation, Expression>> = {
    "openai-chat-completions": expression`context.Operation.Id == "openai-chat-completions"`,
    "openai-completions": expression`context.Operation.Id == "openai-completions"`,
    "openai-embeddings": expression`context.Operation.Id == "openai-embeddings"`,
    "openai-responses": expression`context.Operation.Id == "openai-responses"`,
    "openai-azure": expression`context.Operation.Id == "openai-azure"`,
    "openai-models": expression`context.Operation.Id == "openai-models"`,
};

/**
 * The body is not read, so that nothing of it is held back.
 *
 * @param withQuery whether the caller's query goes along: to an address that models share, it could mean another workspace
 */
function rewriteUri(template: string, withQuery: boolean): PolicyElement {
    const query = withQuery ? {} : { "copy-unmatched-params": attribute(false) };
    return { name: "rewrite-uri", attributes: { template, ...query }, sections: ["inbound"] };
}

/** Blanks keep braces apart, two of which API Management would read as a named value. */
function models(endpoint: string): string {
    const id = JSON.stringify(endpoint);
    return `{ "object": "list", "data": [ { "id": ${id}, "object": "model", "created": 0, "owned_by": "databricks" } ] }`;
}
