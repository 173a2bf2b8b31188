/** The sections of a policy document, by the names of the settings' members. */
export type OwnSection = "inbound" | "backend" | "outbound" | "onError";

const inbound: readonly OwnSection[] = ["inbound"];
const outbound: readonly OwnSection[] = ["outbound"];
const afterwards: readonly OwnSection[] = ["outbound", "onError"];
const beforeAnswer: readonly OwnSection[] = ["inbound", "backend"];
const bodies: readonly OwnSection[] = ["inbound", "outbound"];
const notOnError: readonly OwnSection[] = ["inbound", "backend", "outbound"];
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
    "json-to-xml": notBackend,
    jsonp: outbound,
    "llm-content-safety": bodies,
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
    "redirect-content-urls": bodies,
    "rewrite-uri": inbound,
    "set-backend-service": beforeAnswer,
    "set-body": notOnError,
    "set-method": ["inbound", "onError"],
    "set-query-parameter": beforeAnswer,
    "validate-azure-ad-token": inbound,
    "validate-client-certificate": inbound,
    "validate-content": notBackend,
    "validate-headers": afterwards,
    "validate-jwt": inbound,
    "validate-odata-request": inbound,
    "validate-parameters": inbound,
    "validate-status-code": afterwards,
    wait: notOnError,
    "xml-to-json": notBackend,
    "xsl-transform": bodies,
};

/**
 * Where policies may stand that may not stand everywhere (policy reference, "Policy sections" of each page, 2026). Policies
 * that are not listed may stand anywhere, or are not known.
 */
export const policySections: ReadonlyMap<string, readonly OwnSection[]> = new Map(Object.entries(byName));

/** Of which policy document a fragment is a part. */
export type OwnScope = "api" | "product";

/** Policies that not every scope has, with what to do instead ("Policy scopes" of their pages). */
const notIn: Readonly<Record<OwnScope, Readonly<Record<string, string>>>> = {
    api: {
        quota: "works only for products. Put it into policies of a product, or use quota-by-key",
        "cross-domain": "works only for all APIs of the service. Remove it",
    },
    product: {
        "cross-domain": "works only for all APIs of the service. Remove it",
    },
};

/** Why a policy cannot stand in the documents of a scope; undefined if it can. */
export function scopeProblem(policy: string, scope: OwnScope): string | undefined {
    const problem = Object.hasOwn(notIn[scope], policy) ? notIn[scope][policy] : undefined;
    return problem && `the policy ${policy} ${problem}`;
}

/** Policies of which the service takes one in a document ("Usage notes" of their pages). */
export const oncePolicies: ReadonlySet<string> = new Set(["rate-limit", "quota"]);
