import type { ApiFeature, GatewayCredential } from "./apiFeature";
import { when } from "./controlPolicies";
import { returnError } from "./errors";
import { setHeader } from "./headerPolicies";
import type { PolicyElement } from "./policyElement";
import { expression, NamedValue } from "./policyText";

/** The gateway calls the workspace as itself. */
export const credential: ApiFeature = ({ called }) => {
    if (!called) return [];
    const { policies, needs, requires } = called.credential;
    return [
        { slot: "credential", elements: (facts) => policies(facts).inbound ?? [], needs, requires },
        {
            slot: "gatewayRefused",
            elements: (facts) => {
                const { outbound = [] } = policies(facts);
                return called.pinnedModel !== undefined && outbound.length > 0 ? [...outbound, notThere] : outbound;
            },
        },
        { slot: "credentialFailed", elements: (facts) => policies(facts).failures ?? [] },
    ];
};

/**
 * Where the workspace refuses the gateway, the caller did nothing wrong: his own 401 and 403 come from the gateway. The
 * workspace's words would name principals and permissions.
 */
const refused = returnError(502, "Bad Gateway", "The service behind this API refused the gateway.");

/**
 * The one address that calls of a model service go to is always there. Where its model is not, the gateway has no right to
 * call it, or it was deleted.
 */
const notThere = when(expression`context.Response.StatusCode == 404`, [refused]);

/** Answers callers with 502 where the workspace refuses the gateway with 401 or 403. */
export const gatewayRefusals: readonly PolicyElement[] = [
    when(expression`context.Response.StatusCode == 401 || context.Response.StatusCode == 403`, [refused]),
];

/** A token that a named value holds. @param namedValue its display name */
export function tokenCredential(namedValue: string): GatewayCredential {
    const inbound = [setHeader("Authorization", ["Bearer ", new NamedValue(namedValue)])];
    return { policies: () => ({ inbound, outbound: gatewayRefusals }) };
}

/** The service's identity. @param clientId of a user-assigned one. @default the service's own */
export function identityCredential(clientId?: string): GatewayCredential {
    const inbound = [authenticationManagedIdentity(clientId)];
    return { policies: () => ({ inbound, outbound: gatewayRefusals }) };
}

/** The caller's own token, which goes through as it came. */
export const callerCredential: GatewayCredential = { policies: () => ({}) };

/** Azure Databricks as a resource of Microsoft Entra, the same in every tenant. */
const databricks = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";

/** Calls the workspace with a token of the service's identity; it replaces the caller's `Authorization`. */
export function authenticationManagedIdentity(clientId: string | undefined): PolicyElement {
    return {
        name: "authentication-managed-identity",
        attributes: { resource: databricks, "client-id": clientId },
        sections: ["inbound"],
    };
}
