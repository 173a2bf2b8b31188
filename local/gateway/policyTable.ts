import { forwardRequest } from "./policies/forwardRequest";
import { returnResponse } from "./policies/returnResponse";
import { setBackendService } from "./policies/setBackendService";
import { setHeader } from "./policies/setHeader";
import { setQueryParameter } from "./policies/setQueryParameter";
import type { PolicyDefinition } from "./policyRule";

/** Every policy that the emulator runs. `<base />` is no policy: the pipeline puts the outer scope there. */
export const policyTable: ReadonlyMap<string, PolicyDefinition> = new Map(
    [forwardRequest, returnResponse, setBackendService, setHeader, setQueryParameter].map((policy) => [
        policy.name,
        policy,
    ]),
);

/** Policies that the service knows and the emulator does not (policy reference, 2025). */
export const unsupportedPolicies: ReadonlySet<string> = new Set([
    ...["authentication-basic", "authentication-certificate", "authentication-managed-identity"],
    ...["azure-openai-emit-token-metric", "azure-openai-semantic-cache-lookup", "azure-openai-semantic-cache-store"],
    ...["azure-openai-token-limit", "cache-lookup", "cache-lookup-value", "cache-remove-value", "cache-store"],
    ...["cache-store-value", "check-header", "choose", "cors", "cross-domain", "emit-metric", "find-and-replace"],
    ...["get-authorization-context", "http-data-source", "include-fragment", "invoke-dapr-binding", "ip-filter"],
    ...["json-to-xml", "jsonp", "limit-concurrency", "llm-content-safety", "llm-emit-token-metric"],
    ...["llm-semantic-cache-lookup", "llm-semantic-cache-store", "llm-token-limit", "log-to-eventhub"],
    ...["mock-response", "proxy", "publish-event", "publish-to-dapr", "quota", "quota-by-key", "rate-limit"],
    ...["rate-limit-by-key", "redirect-content-urls", "retry", "rewrite-uri", "send-one-way-request"],
    ...["send-request", "set-body", "set-graphql-resolver", "set-method", "set-status"],
    ...["set-variable", "sql-data-source", "cosmosdb-data-source", "trace", "validate-azure-ad-token"],
    ...["validate-client-certificate", "validate-content", "validate-graphql-request", "validate-headers"],
    ...["validate-jwt", "validate-odata-request", "validate-parameters", "validate-status-code", "wait"],
    ...["xml-to-json", "xsl-transform"],
]);
