import { authenticationManagedIdentity } from "./authenticationPolicies";
import type { Renewal } from "./callPolicies";
import { returnError, when } from "./controlPolicies";
import { setHeader } from "./headerPolicies";
import { oauthPolicies, type OAuthPoliciesArgs } from "./oauthPolicies";
import type { PolicyElement } from "./policyElement";
import { expression, NamedValue } from "./policyText";

/** What the gateway sends to the workspace in place of what the caller sent as `Authorization`. */
export type GatewayCredential =
    | { readonly kind: "token"; /** Display name of the named value that holds it. */ readonly namedValue: string }
    | { readonly kind: "identity"; /** Of a user-assigned identity. */ readonly clientId: string | undefined }
    | ({ readonly kind: "oauth" } & OAuthPoliciesArgs)
    | { readonly kind: "caller" };

export interface CredentialPolicies {
    readonly inbound?: readonly PolicyElement[];
    readonly outbound?: readonly PolicyElement[];
    /** Absent where the gateway cannot get the credential anew by itself. */
    readonly renewal?: Renewal;
    /** What stands first in on-error. @default nothing */
    readonly failures?: readonly PolicyElement[];
}

/** The policies of a credential. They stand after those that look at the caller's `Authorization`. */
export function credentialPolicies(credential: GatewayCredential): CredentialPolicies {
    switch (credential.kind) {
        case "token":
            return {
                inbound: [setHeader("Authorization", ["Bearer ", new NamedValue(credential.namedValue)])],
                outbound: refusals,
            };
        case "identity":
            return { inbound: [authenticationManagedIdentity(credential.clientId)], outbound: refusals };
        case "oauth":
            return { ...oauthPolicies(credential), outbound: refusals };
        case "caller":
            return {};
    }
}

/**
 * Where the workspace refuses the gateway, the caller did nothing wrong: his own 401 and 403 come from the gateway. The
 * workspace's words would name principals and permissions.
 */
const refused = returnError(502, "Bad Gateway", "The service behind this API refused the gateway.");
const refusals: readonly PolicyElement[] = [
    when(expression`context.Response.StatusCode == 401`, [refused]),
    when(expression`context.Response.StatusCode == 403`, [refused]),
];
