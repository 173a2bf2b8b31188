/** What callers send beside the request, as an output of the stack and for documents. */
export interface CallersNeeds {
    /** A subscription key, in one of the two places, or as a Bearer token. */
    readonly subscriptionKey?: { readonly header: string; readonly query: string; readonly bearer?: true };
    /** A token in the header `Authorization`: of Microsoft Entra, or of the workspace itself. */
    readonly token?:
        | { readonly issuer: "entra"; readonly tenantId: string; readonly audiences: readonly string[] }
        | { readonly issuer: "workspace" };
    /** The version of the API, where its URL does not name it. */
    readonly version?: { readonly in: "header" | "query"; readonly name: string; readonly value: string };
}

/** What a document for callers says and a published one does not know: where the gateway answers, and what it asks for. */
export interface CallersFacts {
    /** Identifier of the API, unique in the service. Operation ids begin with it. */
    readonly apiId: string;
    /** Where the API answers, with its path and its version's segment. @example "https://contoso.azure-api.net/churn/v2" */
    readonly url: string;
    readonly needs: CallersNeeds;
}
