import assert from "node:assert/strict";
import { parsePolicy, PolicyError } from "../../../emulator/gateway/policy";

/** Every policy of Microsoft's policy reference (2026), with the attributes that its page has. */
const documented: Readonly<Record<string, readonly string[]>> = {
    "authentication-basic": [],
    "authentication-certificate": [],
    "authentication-managed-identity": ["resource", "client-id", "output-token-variable-name", "ignore-error"],
    "azure-openai-emit-token-metric": [],
    "azure-openai-semantic-cache-lookup": [],
    "azure-openai-semantic-cache-store": [],
    "azure-openai-token-limit": [],
    "cache-lookup": [],
    "cache-lookup-value": ["caching-type", "default-value", "key", "variable-name"],
    "cache-remove-value": ["caching-type", "key"],
    "cache-store": [],
    "cache-store-value": ["caching-type", "duration", "key", "value"],
    "check-header": [],
    choose: [],
    cors: ["allow-credentials", "terminate-unmatched-request"],
    "cosmosdb-data-source": [],
    "cross-domain": [],
    "emit-metric": [],
    "find-and-replace": [],
    "forward-request": [
        ...["timeout", "timeout-ms", "continue-timeout", "http-version", "follow-redirects", "buffer-request-body"],
        ...["buffer-response", "fail-on-error-status-code"],
    ],
    "get-authorization-context": [],
    "http-data-source": [],
    "include-fragment": [],
    "invoke-dapr-binding": [],
    "ip-filter": ["action"],
    "json-to-xml": [],
    jsonp: [],
    "limit-concurrency": ["key", "max-count"],
    "llm-content-safety": [],
    "llm-emit-token-metric": ["namespace"],
    "llm-semantic-cache-lookup": [],
    "llm-semantic-cache-store": [],
    "llm-token-limit": [
        ...["counter-key", "tokens-per-minute", "token-quota", "token-quota-period", "estimate-prompt-tokens"],
        ...["retry-after-header-name", "retry-after-variable-name"],
        ...["remaining-quota-tokens-header-name", "remaining-quota-tokens-variable-name"],
        ...["remaining-tokens-header-name", "remaining-tokens-variable-name"],
        ...["tokens-consumed-header-name", "tokens-consumed-variable-name"],
    ],
    "log-to-eventhub": [],
    "mock-response": ["status-code", "content-type"],
    proxy: [],
    "publish-event": [],
    "publish-to-dapr": [],
    quota: ["bandwidth", "calls", "renewal-period"],
    "quota-by-key": [
        ...["bandwidth", "calls", "counter-key", "increment-condition", "increment-count", "renewal-period"],
        "first-period-start",
    ],
    "rate-limit": [
        ...["calls", "renewal-period", "retry-after-header-name", "retry-after-variable-name"],
        ...["remaining-calls-header-name", "remaining-calls-variable-name", "total-calls-header-name"],
    ],
    "rate-limit-by-key": [
        ...["calls", "counter-key", "increment-condition", "increment-count", "renewal-period"],
        ...["retry-after-header-name", "retry-after-variable-name", "remaining-calls-header-name"],
        ...["remaining-calls-variable-name", "total-calls-header-name"],
    ],
    "redirect-content-urls": [],
    retry: ["condition", "count", "interval", "max-interval", "delta", "first-fast-retry"],
    "return-response": ["response-variable-name"],
    "rewrite-uri": ["template", "copy-unmatched-params"],
    "send-one-way-request": [],
    "send-request": ["mode", "response-variable-name", "timeout", "ignore-error"],
    "send-service-bus-message": [],
    "set-backend-service": [
        ...["base-url", "backend-id", "sf-resolve-condition", "sf-service-instance-name", "sf-partition-key"],
        ...["sf-listener-name", "dapr-app-id", "dapr-method", "dapr-namespace"],
    ],
    "set-body": ["template", "xsi-nil", "parse-date"],
    "set-header": ["name", "exists-action"],
    "set-method": [],
    "set-query-parameter": ["name", "exists-action"],
    "set-status": [],
    "set-variable": ["name", "value"],
    "sql-data-source": [],
    trace: [],
    "validate-azure-ad-token": [
        ...["tenant-id", "header-name", "query-parameter-name", "token-value", "failed-validation-httpcode"],
        ...["failed-validation-error-message", "output-token-variable-name"],
    ],
    "validate-client-certificate": [],
    "validate-content": [],
    "validate-graphql-request": [],
    "validate-headers": [],
    "validate-jwt": [
        ...["header-name", "query-parameter-name", "token-value", "failed-validation-httpcode"],
        ...["failed-validation-error-message", "require-expiration-time", "require-scheme", "require-signed-tokens"],
        ...["clock-skew", "output-token-variable-name"],
    ],
    "validate-odata-request": [],
    "validate-parameters": [],
    "validate-status-code": [],
    wait: [],
    "xml-to-json": [],
    "xsl-transform": [],
};

/** Elements that stand within a policy and the attributes that its page has for them. */
const within: Readonly<Record<string, readonly string[]>> = {
    '<cors><allowed-methods ATTRIBUTE="a" /></cors>': ["preflight-result-max-age"],
    '<validate-jwt header-name="a"><required-claims><claim ATTRIBUTE="a" /></required-claims></validate-jwt>': [
        ...["name", "match", "separator"],
    ],
    '<return-response><set-status ATTRIBUTE="a" /></return-response>': ["code", "reason"],
};

/** Children that pages document and the emulator has no behaviour for. */
const children = [
    '<quota calls="1" renewal-period="300"><api name="a" calls="1" renewal-period="300" /></quota>',
    '<rate-limit calls="1" renewal-period="60"><api name="a" calls="1" renewal-period="60" /></rate-limit>',
    '<rate-limit calls="1" renewal-period="60"><operation name="a" calls="1" renewal-period="60" /></rate-limit>',
    '<validate-jwt header-name="a"><issuer-signing-keys><key>a</key></issuer-signing-keys></validate-jwt>',
    '<validate-jwt header-name="a"><decryption-keys><key>a</key></decryption-keys></validate-jwt>',
    '<send-request response-variable-name="a"><authentication-managed-identity resource="a" /></send-request>',
    '<send-request response-variable-name="a"><proxy url="a" /></send-request>',
];

describe("policies that Microsoft documents", () => {
    const lookups = { namedValue: () => undefined, backend: () => true };
    function refusal(policy: string, section: string): PolicyError | undefined {
        const [open, close] = [`<policies><${section}>`, `</${section}></policies>`];
        try {
            parsePolicy(
                `${open}${policy}${close}`,
                policy.startsWith("<quota ") ? "product" : "api",
                lookups,
                "rawxml",
            );
            return undefined;
        } catch (error) {
            assert.ok(error instanceof PolicyError, String(error));
            return error;
        }
    }
    const unknown = /not declared|invalid child element/;

    for (const [name, attributes] of Object.entries(documented)) {
        it(`are known, or said to be missing here: ${name}`, () => {
            for (const section of ["inbound", "backend", "outbound"]) {
                const bare = refusal(`<${name} />`, section);
                assert.doesNotMatch(bare?.message ?? "", unknown);
                // What the emulator lacks altogether is 501, wherever it stands and whatever it has.
                const foreign = refusal(`<${name} what-nobody-documents="a" />`, section);
                assert.ok(foreign?.unsupported || /not declared|not allowed/.test(foreign!.message), foreign!.message);
                for (const attribute of attributes) {
                    const { message = "" } = refusal(`<${name} ${attribute}="a" />`, section) ?? {};
                    assert.doesNotMatch(message, unknown, attribute);
                }
            }
        });
    }

    it("have the attributes of their elements", () => {
        for (const [document, attributes] of Object.entries(within)) {
            for (const attribute of attributes) {
                const { message = "" } = refusal(document.replace("ATTRIBUTE", attribute), "inbound") ?? {};
                assert.doesNotMatch(message, unknown, attribute);
            }
        }
    });

    for (const child of children) {
        it(`are 501 with a child that the emulator lacks: ${child}`, () => {
            const { unsupported, message } = refusal(child, "inbound")!;
            assert.ok(unsupported, message);
        });
    }
});
