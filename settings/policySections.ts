/** The sections of a policy document, by the names of the settings' members. */
export type OwnSection = "inbound" | "backend" | "outbound" | "onError";

const inbound: readonly OwnSection[] = ["inbound"];
const outbound: readonly OwnSection[] = ["outbound"];
const afterwards: readonly OwnSection[] = ["outbound", "onError"];
const notBackend: readonly OwnSection[] = ["inbound", "outbound", "onError"];

const byName: Readonly<Record<string, readonly OwnSection[]>> = {
    "authentication-basic": inbound,
    "authentication-certificate": inbound,
    "authentication-managed-identity": inbound,
    "azure-openai-emit-token-metric": inbound,
    "azure-openai-semantic-cache-lookup": inbound,
    "azure-openai-semantic-cache-store": outbound,
    "azure-openai-token-limit": inbound,
    "cache-lookup": inbound,
    "cache-store": outbound,
    "check-header": inbound,
    "cross-domain": inbound,
    "get-authorization-context": inbound,
    "ip-filter": inbound,
    jsonp: outbound,
    "llm-content-safety": ["inbound", "outbound"],
    "llm-emit-token-metric": inbound,
    "llm-semantic-cache-lookup": inbound,
    "llm-semantic-cache-store": outbound,
    "llm-token-limit": inbound,
    "mock-response": notBackend,
    proxy: inbound,
    quota: inbound,
    "quota-by-key": inbound,
    "rate-limit": inbound,
    "rate-limit-by-key": inbound,
    "rewrite-uri": inbound,
    "set-backend-service": ["inbound", "backend"],
    "validate-azure-ad-token": inbound,
    "validate-client-certificate": inbound,
    "validate-content": notBackend,
    "validate-headers": afterwards,
    "validate-jwt": inbound,
    "validate-odata-request": inbound,
    "validate-parameters": inbound,
    "validate-status-code": afterwards,
};

/**
 * Where policies may stand that may not stand everywhere (policy reference, "Policy sections" of each page, 2026). Policies
 * that are not listed may stand anywhere, or are not known.
 */
export const policySections: ReadonlyMap<string, readonly OwnSection[]> = new Map(Object.entries(byName));
