import type { ApiFeature } from "./apiFeature";
import { setVariable, when } from "./controlPolicies";
import { returnError } from "./errors";
import { deleteHeader, setHeader } from "./headerPolicies";
import type { PolicyElement } from "./policyElement";
import { expression, statements, Variable, Words } from "./policyText";

/**
 * Has the one model answer that the API is for, where models share a URL and the body names them: callers would otherwise
 * reach every model that the gateway may query.
 */
export const pinnedModel: ApiFeature = ({ called }) =>
    called?.pinnedModel === undefined
        ? []
        : [{ slot: "requestBody", elements: () => pin(new Words(called.pinnedModel!)) }];

/** The body with the model's name. Empty where the caller's is no JSON object. */
const pinned = new Variable("pinned-body");

/**
 * The body is written anew, so that every reader of it finds the same: names that are there twice, comments and escapes are
 * gone. `Model` goes as well, because readers of JSON in Go take it for `model`.
 */
function pin(name: Words): PolicyElement[] {
    const body = statements`JObject body = null; try { body = context.Request.Body?.As<JObject>(preserveContent: true); } catch (Exception) { } if (body == null) { return ""; } foreach (var member in body.Properties().Where(one => one.Name.ToLowerInvariant() == "model").ToList()) { member.Remove(); } body["model"] = "${name}"; return body.ToString(Formatting.None);`;
    return [
        setVariable(pinned, body),
        when(expression`(string)context.Variables["${pinned}"] == ""`, [
            returnError(400, "Bad Request", "The body is not a JSON object. Send one as JSON."),
        ]),
        setHeader("Content-Type", "application/json"),
        // It says which workspace pays for the call.
        deleteHeader("X-Databricks-Workspace-Id"),
        {
            name: "set-body",
            text: expression`(string)context.Variables["${pinned}"]`,
            sections: ["inbound", "backend", "outbound"],
        },
    ];
}
