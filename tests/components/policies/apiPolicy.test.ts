import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { apiPolicy, type ApiPolicyArgs } from "../../../components/policies/apiPolicy";
import type { GatewayCredential } from "../../../components/policies/credentialPolicies";
import { parsePolicy } from "../../../emulator/gateway/policy";
import type { CallersSettings } from "../../../settings/callers";
import { corsSchema } from "../../../settings/cors";

const golden = join(__dirname, "../../golden/policies");

const azure = { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" };
const entra = {
    tenantId: "0b3f8f5c-6f0e-4f7e-9d55-2f3c8f1d7a10",
    audiences: ["api://models"],
    clientApplications: [],
    claims: {},
};
const everything: CallersSettings = {
    subscriptionKey: { header: "X-Contoso-Key", query: "key" },
    entra: {
        tenantId: "0b3f8f5c-6f0e-4f7e-9d55-2f3c8f1d7a10",
        audiences: ["api://models", "7d1c4f0e-1111-4222-8333-944455556666"],
        clientApplications: ["5f0c1a2b-0000-4000-8000-000000000000"],
        claims: { roles: ["Models.Query", "Models.Admin"], department: ["R & D", '"<lab>"'] },
    },
};
const oauth: GatewayCredential = {
    kind: "oauth",
    origin: "https://adb-1.2.azuredatabricks.net",
    cacheKey: "databricks-token-databricks-oauth",
    clientId: "databricks-oauth-client-id",
    clientSecret: "databricks-oauth-client-secret",
};
const details =
    '[{"type":"workspace_permission","object_type":"serving-endpoints","object_path":"/a@(b)","actions":["q"]}]';

const call = { retry: { count: 2, longestWait: 10 }, timeout: 300, streams: false, pooled: false, largestRequest: 16 };

const documents: ({ name: string; credential?: GatewayCredential } & Partial<ApiPolicyArgs>)[] = [
    { name: "pat", credential: { kind: "token", namedValue: "databricks-pat" } },
    {
        name: "pat-own-key-names",
        callers: { subscriptionKey: everything.subscriptionKey },
        credential: { kind: "token", namedValue: "pat" },
    },
    { name: "pat-entra-only", callers: { entra }, credential: { kind: "token", namedValue: "databricks-pat" } },
    { name: "managed-identity", credential: { kind: "identity", clientId: undefined } },
    {
        name: "managed-identity-user-assigned-entra-and-key",
        callers: everything,
        credential: { kind: "identity", clientId: "5f0c1a2b-0000-4000-8000-000000000000" },
    },
    { name: "oauth", credential: oauth },
    { name: "oauth-entra-and-key", callers: everything, credential: oauth },
    {
        name: "oauth-route-optimized",
        credential: { ...oauth, cacheKey: "databricks-token-databricks-oauth-churn", authorizationDetails: details },
    },
    { name: "passthrough", credential: { kind: "caller" } },
    { name: "passthrough-open", callers: {}, credential: { kind: "caller" } },
    { name: "passthrough-entra", callers: { entra }, credential: { kind: "caller" } },
    {
        name: "passthrough-without-retry",
        endpoint: { credential: { kind: "caller" }, call: { ...call, retry: false } },
    },
    {
        name: "pat-streaming-with-breaker",
        endpoint: {
            credential: { kind: "token", namedValue: "databricks-pat" },
            call: { ...call, streams: true },
            backendId: "serving-chat",
        },
    },
    {
        name: "managed-identity-pooled",
        endpoint: {
            credential: { kind: "identity", clientId: undefined },
            call: { ...call, pooled: true, timeout: 60 },
            backendId: "serving-chat-pool",
        },
    },
    {
        name: "pat-without-stack-traces",
        endpoint: {
            credential: { kind: "token", namedValue: "databricks-pat" },
            call: { ...call, streams: true },
            stackTrace: "remove",
        },
    },
    { name: "oauth-without-retry", endpoint: { credential: oauth, call: { ...call, retry: false } } },
    { name: "mock-entra-and-key", callers: everything },
    { name: "pat-observed", observed: { tokens: true }, credential: { kind: "token", namedValue: "databricks-pat" } },
    { name: "oauth-observed", observed: { tokens: false }, credential: oauth },
];

/** With the calls of a stack that says nothing of them. */
function endpointOf({
    credential,
    endpoint,
}: {
    credential?: GatewayCredential;
    endpoint?: ApiPolicyArgs["endpoint"];
}) {
    return credential ? { credential, call } : endpoint;
}

describe("the policy document of an API", () => {
    for (const { name, callers = { subscriptionKey: azure }, credential, ...others } of documents) {
        const endpoint = endpointOf({ credential, ...others });
        const build = () => apiPolicy({ ...others, callers, endpoint, tier: "Developer" });

        it(`is what was reviewed: ${name}`, () => {
            assert.equal(`${build()}\n`, readFileSync(join(golden, `${name}.xml`), "utf8"));
        });

        it(`is accepted by the gateway: ${name}`, () => {
            parsePolicy(build(), "api", { namedValue: () => "value", backend: () => true });
        });
    }

    it("gives the same bytes for the same settings", () => {
        const args = { callers: everything, endpoint: { credential: oauth, call }, tier: "Premium" };
        assert.equal(apiPolicy(args), apiPolicy(structuredClone(args)));
    });

    it("looks at the caller's token before it is replaced, in every combination", () => {
        for (const document of documents) {
            const text = apiPolicy({ callers: everything, endpoint: endpointOf(document), tier: "Developer" });
            const validated = text.indexOf("<validate-azure-ad-token");
            const replaced = text.search(/<authentication-managed-identity|<set-header name="Authorization"/);
            assert.ok(validated > 0 && (replaced < 0 || validated < replaced));
        }
    });

    it("names the tier and the reason where OAuth is not possible", () => {
        const build = () =>
            apiPolicy({ callers: everything, endpoint: { credential: oauth, call }, tier: "Consumption" });
        assert.throws(build, /cache-lookup-value cannot be used in the Consumption tier: it has no internal cache/);
    });

    it("goes without line breaks where the tier would not take it with them", () => {
        const audiences = Array.from({ length: 280 }, (_, index) => `api://models-${index}`);
        const callers = { entra: { ...entra, audiences } };
        const endpoint = { credential: { kind: "caller" } as const, call };
        const [pretty, short] = ["Developer", "Consumption"].map((tier) => apiPolicy({ callers, endpoint, tier }));
        assert.ok(Buffer.byteLength(pretty!) > 16_384 && Buffer.byteLength(short!) <= 16_384);
        assert.doesNotMatch(short!, /\n/);
        const read = (text: string) => parsePolicy(text, "api", { namedValue: () => "value", backend: () => true });
        assert.deepEqual(JSON.stringify(read(short!)), JSON.stringify(read(pretty!)));
        // Nothing but what stands between elements differs.
        assert.equal(pretty!.replace(/>\s+</g, "><"), short!);
    });

    it("holds every setting of the tier with the smallest documents, and leaves room for lists", () => {
        const limits = { calls: { count: 1, seconds: 60, per: "subscription" } } as const;
        const ipFilter = { action: "allow", ranges: [{ from: "10.0.0.0", to: "10.1.0.0" }] } as const;
        const cors = corsSchema.parse({ origins: ["https://portal.contoso.example"] });
        const products = [{ limits: { quota: { calls: 1, seconds: 300, per: "subscription" } }, ipFilter }] as const;
        const credential = { kind: "token", namedValue: "databricks-pat" } as const;
        const document = apiPolicy({
            callers: everything,
            governance: { cors, ipFilter, limits },
            products,
            observed: { tokens: false },
            endpoint: { credential, call: { ...call, streams: true }, backendId: "b", stackTrace: "remove" },
            tier: "Consumption",
        });
        assert.ok(document.replace(/>\s+</g, "><").length < 12_500, String(document.length));
    });

    it("tells of a document that is larger than the tier takes", () => {
        const audiences = Array.from({ length: 1000 }, (_, index) => `api://models-${index}`);
        const callers = { entra: { ...entra, audiences } };
        const endpoint = { credential: { kind: "caller" } as const, call };
        const build = (tier: string) => apiPolicy({ callers, endpoint, tier });
        assert.throws(() => build("Consumption"), /\d+ bytes, and a service of the Consumption tier takes 16384/);
        assert.ok(build("Developer").length > 16384);
    });
});
