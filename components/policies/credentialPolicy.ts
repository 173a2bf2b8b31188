import { policyDocument } from "./policyDocument";

export interface CredentialPolicyArgs {
    /** Display name of the secret named value that holds the token. */
    readonly namedValue: string;
    /** Names under which a caller passes the subscription key. */
    readonly subscriptionKey: { readonly header: string; readonly query: string };
}

/**
 * The policy of one published API: the gateway calls the workspace as itself. Whatever the caller sent as
 * `Authorization` is replaced, and the caller's subscription key stays at the gateway.
 */
export function credentialPolicy({ namedValue, subscriptionKey }: CredentialPolicyArgs): string {
    return policyDocument({
        inbound: (inbound) => {
            inbound
                .ele("set-header", { name: "Authorization", "exists-action": "override" })
                .ele("value")
                .txt(`Bearer {{${namedValue}}}`);
            inbound.ele("set-header", { name: subscriptionKey.header, "exists-action": "delete" });
            inbound.ele("set-query-parameter", { name: subscriptionKey.query, "exists-action": "delete" });
        },
    });
}
