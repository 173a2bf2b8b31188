import { authenticationManagedIdentity } from "./policies/authenticationManagedIdentity";
import { cacheLookupValue, cacheRemoveValue, cacheStoreValue } from "./policies/cacheValues";
import { choose } from "./policies/choose";
import { cors } from "./policies/cors";
import { forwardRequest } from "./policies/forwardRequest";
import { ipFilter } from "./policies/ipFilter";
import { limitConcurrency } from "./policies/limitConcurrency";
import { llmContentSafety } from "./policies/llmContentSafety";
import { llmEmitTokenMetric } from "./policies/llmEmitTokenMetric";
import { llmTokenLimit } from "./policies/llmTokenLimit";
import { mockResponse } from "./policies/mockResponse";
import { quota, quotaByKey } from "./policies/quotas";
import { rateLimit, rateLimitByKey } from "./policies/rateLimits";
import { retry } from "./policies/retry";
import { returnResponse } from "./policies/returnResponse";
import { rewriteUri } from "./policies/rewriteUri";
import { sendRequest } from "./policies/sendRequest";
import { setBackendService } from "./policies/setBackendService";
import { setBody } from "./policies/setBody";
import { setHeader } from "./policies/setHeader";
import { setQueryParameter } from "./policies/setQueryParameter";
import { setVariable } from "./policies/setVariable";
import { validateAzureAdToken } from "./policies/validateAzureAdToken";
import { validateJwt } from "./policies/validateJwt";
import type { PolicyDefinition } from "./policyRule";

const policies: readonly PolicyDefinition[] = [
    authenticationManagedIdentity,
    cacheLookupValue,
    cacheRemoveValue,
    cacheStoreValue,
    choose,
    cors,
    forwardRequest,
    ipFilter,
    limitConcurrency,
    llmContentSafety,
    llmEmitTokenMetric,
    llmTokenLimit,
    mockResponse,
    quota,
    quotaByKey,
    rateLimit,
    rateLimitByKey,
    retry,
    returnResponse,
    rewriteUri,
    sendRequest,
    setBackendService,
    setBody,
    setHeader,
    setQueryParameter,
    setVariable,
    validateAzureAdToken,
    validateJwt,
];

/**
 * Every policy that the emulator runs. `<base />` is no policy: the pipeline puts the outer scope there. Nor is
 * `<include-fragment />`: the policies of the fragment stand in its place.
 */
export const policyTable: ReadonlyMap<string, PolicyDefinition> = new Map(
    policies.map((policy) => [policy.name, policy]),
);

/** Policies that the service knows and the emulator does not (policy reference, 2026). */
export const unsupportedPolicies: ReadonlySet<string> = new Set([
    ...["authentication-basic", "authentication-certificate"],
    ...["azure-openai-emit-token-metric", "azure-openai-semantic-cache-lookup", "azure-openai-semantic-cache-store"],
    ...["azure-openai-token-limit", "cache-lookup", "cache-store"],
    ...["check-header", "cross-domain", "emit-metric", "find-and-replace"],
    ...["get-authorization-context", "http-data-source", "invoke-dapr-binding"],
    ...["json-to-xml", "jsonp"],
    ...["llm-semantic-cache-lookup", "llm-semantic-cache-store", "log-to-eventhub"],
    ...["proxy", "publish-event", "publish-to-dapr"],
    ...["redirect-content-urls", "send-one-way-request", "send-service-bus-message"],
    ...["set-graphql-resolver", "set-method", "set-status"],
    ...["sql-data-source", "cosmosdb-data-source", "trace"],
    ...["validate-client-certificate", "validate-content", "validate-graphql-request", "validate-headers"],
    ...["validate-odata-request", "validate-parameters", "validate-status-code", "wait"],
    ...["xml-to-json", "xsl-transform"],
]);
