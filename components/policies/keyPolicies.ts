import type { CallersSettings } from "../../settings/callers";
import type { ApiFeature } from "./apiFeature";
import { deleteHeader, deleteQueryParameter } from "./headerPolicies";
import { namedRefusal } from "./namedRefusal";
import { expression } from "./policyText";

/** Names under which API Management looks for a key where an API names none of its own. */
const azure = { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" };

/** Callers' keys, which API Management itself asks for. */
export const callerKeys: ApiFeature = ({ callers, called }) => [
    {
        slot: "callerKey",
        elements: () => (called ? keysRemoved(callers) : []),
        refusals: () => (callers.subscriptionKey ? [noKey] : []),
    },
];

/** The key stays at the gateway, also one that a caller sends under Azure's names where they are not asked for. */
function keysRemoved({ subscriptionKey = azure }: CallersSettings) {
    return [
        ...distinct(subscriptionKey.header, azure.header).map(deleteHeader),
        ...distinct(subscriptionKey.query, azure.query).map(deleteQueryParameter),
    ];
}

/** Names of headers and of query parameters differ by more than their case. */
function distinct(name: string, other: string): string[] {
    return name.toLowerCase() === other.toLowerCase() ? [name] : [name, other];
}

const noKey = namedRefusal(
    expression`context.LastError.Source == "authorization" && context.Response?.Headers.ContainsKey("WWW-Authenticate") == true`,
    {
        statusCode: 401,
        reason: "Unauthorized",
        header: "WWW-Authenticate",
        value: expression`context.Response.Headers.GetValueOrDefault("WWW-Authenticate", "")`,
    },
);
