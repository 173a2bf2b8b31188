import { endpointOperation, endpointsOperation } from "../../transforms/publication/databricksApi";
import { modelOperation } from "../../transforms/publication/openAiApi";
import { modelsOperation } from "../../transforms/publication/openAiOperations";
import type { CallersSettings } from "../../settings/callers";
import type { EndpointFacts } from "./apiFeature";
import { firstOf, setVariable, when } from "./controlPolicies";
import { modelsApi } from "./counting";
import { returnError, returnJson } from "./errors";
import type { PolicyElement } from "./policyElement";
import { type Expression, expression, statements, Variable, Words } from "./policyText";
import { largestRead, tooLarge } from "./requestChecks";

/** A model as callers of an API that models share ask for it. */
export interface NamedModel {
    /** Its name and its aliases, without blanks and `=`. */
    readonly names: readonly string[];
    /** Identifier of its own API in the service. */
    readonly apiName: string;
    /** Identifiers of the products that have it. */
    readonly products: readonly string[];
}

/** How an API that models share tells which there are, with the operations that its document has for that. */
export interface ModelLists {
    /** `operationId` of the list, and the list as JSON. */
    readonly list: { readonly operation: string; readonly body: Expression };
    /** The same of the one that the parameter `model` of the path names. */
    readonly one: { readonly operation: string; readonly body: Expression };
}

/** What the caller's key covers: names, each with the model's API, apart by blanks. */
const covered = new Variable("models");

/**
 * Finds out which model a caller asks for, among those that the caller's key covers: what is listed is what is reached. Any
 * other model is 404, be it there or not.
 *
 * A key of a product covers the models of that product. API Management lets no other key pass but one of all APIs, or of this
 * API itself, which have no product and cover every model. Where callers need no key, their token covers every model.
 */
export function chosenModel(
    models: readonly NamedModel[],
    { subscriptionKey }: CallersSettings,
    { tier, largestRequest }: Pick<EndpointFacts, "tier" | "largestRequest">,
    { list, one }: ModelLists,
): PolicyElement[] {
    const megabytes = largestRead(largestRequest, tier);
    const largest = `The request is larger than ${megabytes} MB. Send less at a time, or call the model at its own URL.`;
    return [
        when(expression`!${isNamed} && ${tooLarge(megabytes * 1024 * 1024)}`, [
            returnError(413, "Content Too Large", largest),
        ]),
        subscriptionKey ? firstOf(coveredByKey(models)) : setVariable(covered, listOf(models)),
        setVariable(modelsApi, askedModel),
        firstOf([
            [isCallOf(list.operation), [returnJson(200, "OK", list.body)]],
            [expression`(string)context.Variables["${modelsApi}"] == ""`, [noModel]],
            [isCallOf(one.operation), [returnJson(200, "OK", one.body)]],
        ]),
    ];
}

const isCallOf = (operation: string) => expression`context.Operation.Id == "${new Words(operation)}"`;

/** Whether the path names the model, so that the body is not read. */
const isNamed = expression`context.Request.MatchedParameters.ContainsKey("model")`;

const noModel = returnError(
    404,
    "Not Found",
    "The model does not exist, or the key does not cover it. The list of models has those that it covers.",
);

function coveredByKey(models: readonly NamedModel[]): [Expression, PolicyElement[]][] {
    const products = [...new Set(models.flatMap(({ products }) => products))].sort();
    return [
        [expression`context.Product == null`, [setVariable(covered, listOf(models))]],
        ...products.map((product): [Expression, PolicyElement[]] => [
            expression`context.Product?.Id == "${new Words(product)}"`,
            [setVariable(covered, listOf(models.filter((model) => model.products.includes(product))))],
        ]),
    ];
}

/** As data: none of it becomes code. */
function listOf(models: readonly NamedModel[]): string {
    return models.flatMap(({ names, apiName }) => names.map((name) => `${name}=${apiName}`)).join(" ");
}

const names = expression`context.Variables.GetValueOrDefault<string>("${covered}", "").Split(' ')`;

/**
 * The API of the model that the path or the body names; empty where the key covers none of that name. Names are compared by
 * `==`, which tells all characters apart: `StartsWith` takes some for nothing.
 */
const askedModel = statements`string asked = ""; if (${isNamed}) { asked = context.Request.MatchedParameters["model"]; } else { try { asked = (string)context.Request.Body?.As<JObject>(preserveContent: true)?["model"] ?? ""; } catch (Exception) { } } foreach (var one in ${names}) { var pair = one.Split('='); if (pair.Length == 2 && pair[0] == asked) { return pair[1]; } } return "";`;

/** As OpenAI's clients read them. */
export const openAiLists: ModelLists = {
    list: {
        operation: modelsOperation,
        body: statements`var data = new JArray(); foreach (var one in ${names}) { var pair = one.Split('='); if (pair.Length == 2) { var model = new JObject(); model["id"] = pair[0]; model["object"] = "model"; model["created"] = 0; model["owned_by"] = "databricks"; data.Add(model); } } var list = new JObject(); list["object"] = "list"; list["data"] = data; return list.ToString(Formatting.None);`,
    },
    one: {
        operation: modelOperation,
        body: statements`var model = new JObject(); model["id"] = context.Request.MatchedParameters["model"]; model["object"] = "model"; model["created"] = 0; model["owned_by"] = "databricks"; return model.ToString(Formatting.None);`,
    },
};

/** As Databricks' clients read them: nothing of the workspace but the names. */
export const databricksLists: ModelLists = {
    list: {
        operation: endpointsOperation,
        body: statements`var endpoints = new JArray(); foreach (var one in ${names}) { var pair = one.Split('='); if (pair.Length == 2) { var endpoint = new JObject(); endpoint["name"] = pair[0]; endpoints.Add(endpoint); } } var list = new JObject(); list["endpoints"] = endpoints; return list.ToString(Formatting.None);`,
    },
    one: {
        operation: endpointOperation,
        body: statements`var endpoint = new JObject(); endpoint["name"] = context.Request.MatchedParameters["model"]; return endpoint.ToString(Formatting.None);`,
    },
};
