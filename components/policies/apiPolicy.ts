import type { CallersSettings } from "../../settings/callers";
import { validateAzureAdToken } from "./authenticationPolicies";
import { credentialPolicies, type GatewayCredential } from "./credentialPolicies";
import { deleteHeader, deleteQueryParameter } from "./headerPolicies";
import { policyDocument, type PolicySections } from "./policyDocument";
import type { Tier } from "./policyElement";

export interface ApiPolicyArgs {
    readonly callers: CallersSettings;
    readonly credential: GatewayCredential;
    /** The service's tier. */
    readonly tier: Tier;
}

/** Names under which API Management looks for a key where an API names none of its own. */
const azure = { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" };

/**
 * The policy document of one published API: who may call, and as whom the gateway calls.
 *
 * @throws PolicyError as `policyDocument`
 */
export function apiPolicy({ callers, credential, tier }: ApiPolicyArgs): string {
    return policyDocument(apiPolicySections(callers, credential), tier);
}

/** Sections of that document, in the order in which they must stand: the caller's token is looked at, then replaced. */
export function apiPolicySections(callers: CallersSettings, credential: GatewayCredential): PolicySections {
    const { inbound = [], ...others } = credentialPolicies(credential);
    return {
        inbound: [...(callers.entra ? [validateAzureAdToken(callers.entra)] : []), ...inbound, ...keysRemoved(callers)],
        ...others,
    };
}

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
