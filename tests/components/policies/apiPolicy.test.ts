import type * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EndpointFacts, GatewayCredential } from "../../../components/policies/apiFeature";
import { needsOf, sizeOf } from "../../../components/policies/contribution";
import { callerCredential, identityCredential, tokenCredential } from "../../../components/policies/credentialPolicies";
import { oauthCredential } from "../../../components/policies/oauthPolicies";
import { checkFragment, parsePolicy } from "../../../emulator/gateway/policy";
import type { CallersSettings } from "../../../settings/callers";
import { corsSchema } from "../../../settings/cors";
import { apiPolicy, contributionsOf, publishedPolicy, type TestedApi, usual } from "./policyText";

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
const oauthArgs = {
    origin: "https://adb-1.2.azuredatabricks.net",
    cacheKey: "databricks-token-databricks-oauth",
    clientId: "databricks-oauth-client-id",
    clientSecret: "databricks-oauth-client-secret",
};
const oauth = oauthCredential(() => oauthArgs);
const token = tokenCredential("databricks-pat");
const details =
    '[{"type":"workspace_permission","object_type":"serving-endpoints","object_path":"/a@(b)","actions":["q"]}]';

const call = { retry: { count: 2, longestWait: 10 }, timeout: 300, pooled: false };

type Reviewed = Partial<TestedApi> & {
    readonly name: string;
    readonly credential?: GatewayCredential;
    readonly facts?: Partial<EndpointFacts>;
};

const documents: readonly Reviewed[] = [
    { name: "pat", credential: token },
    {
        name: "pat-openai",
        credential: token,
        facts: { streams: true, openAi: "openai-chat-completions", openAiErrors: "some" },
    },
    {
        name: "pat-model-service",
        endpoint: {
            credential: token,
            call,
            endpoint: "main.support.team-chat",
            pinnedModel: "main.support.team-chat",
        },
        facts: { streams: true, openAi: "openai-chat-completions", openAiErrors: "some", largestRequest: 4 },
    },
    {
        name: "pat-own-key-names",
        callers: { subscriptionKey: everything.subscriptionKey },
        credential: tokenCredential("pat"),
    },
    { name: "pat-entra-only", callers: { entra }, credential: token },
    { name: "managed-identity", credential: identityCredential() },
    {
        name: "managed-identity-user-assigned-entra-and-key",
        callers: everything,
        credential: identityCredential("5f0c1a2b-0000-4000-8000-000000000000"),
    },
    { name: "oauth", credential: oauth },
    { name: "oauth-entra-and-key", callers: everything, credential: oauth },
    {
        name: "oauth-route-optimized",
        credential: oauthCredential(() => ({
            ...oauthArgs,
            authorizationDetails: details,
            cacheKey: "databricks-token-databricks-oauth-churn",
        })),
    },
    { name: "passthrough", credential: callerCredential },
    { name: "passthrough-open", callers: {}, credential: callerCredential },
    { name: "passthrough-entra", callers: { entra }, credential: callerCredential },
    {
        name: "passthrough-without-retry",
        endpoint: { credential: callerCredential, call: { ...call, retry: false } },
    },
    {
        name: "pat-streaming-with-breaker",
        endpoint: {
            credential: token,
            call,
            backend: { backendId: "serving-chat" },
        },
        facts: { streams: true },
    },
    {
        name: "managed-identity-pooled",
        endpoint: {
            credential: identityCredential(),
            call: { ...call, pooled: true, timeout: 60 },
            backend: { backendId: "serving-chat-pool" },
        },
    },
    {
        name: "pat-without-stack-traces",
        endpoint: {
            credential: token,
            call,
            stackTrace: "remove",
        },
        facts: { streams: true },
    },
    {
        name: "pat-with-text-answers",
        endpoint: { credential: token, call, answers: "text" },
        facts: { streams: true },
    },
    { name: "oauth-without-retry", endpoint: { credential: oauth, call: { ...call, retry: false } } },
    { name: "mock-entra-and-key", callers: everything },
    { name: "pat-observed", observed: { tokens: true }, credential: token },
    { name: "oauth-observed", observed: { tokens: false }, credential: oauth },
];

/** With the calls of a stack that says nothing of them. */
function endpointOf({ credential, endpoint }: Reviewed) {
    return credential ? { credential, call } : endpoint;
}

const inOneLine = (text: string) => text.replace(/>\s+</g, "><");
const contentOf = (fragment?: string) => /^<fragment>([^]*)<\/fragment>$/.exec(fragment!)![1]!;

describe("the policy document of an API", () => {
    for (const document of documents) {
        const { name, callers = { subscriptionKey: azure }, facts, observed } = document;
        const endpoint = endpointOf(document);
        const build = () => apiPolicy({ callers, endpoint, observed }, facts);

        const { text, fragments } = publishedPolicy({ callers, endpoint, observed }, facts);

        it(`is what was reviewed: ${name}`, () => {
            const all = [text, ...fragments.map(({ id, text }) => `<!-- ${id} -->\n${text}`)].join("\n");
            assert.equal(`${all}\n`, readFileSync(join(golden, `${name}.xml`), "utf8"));
        });

        it(`is accepted by the gateway: ${name}`, () => {
            const fragment = (id: string) => fragments.find((each) => each.id === id)?.text;
            const lookups = { namedValue: () => "value", backend: () => true, fragment };
            parsePolicy(text, "api", lookups);
            for (const { text } of fragments) checkFragment(text, lookups);
            // Nothing but where it stands differs from the document with all that it includes.
            const whole = text.replace(/<include-fragment fragment-id="(\w+)" \/>/g, (_, id) =>
                contentOf(fragment(id)),
            );
            assert.equal(inOneLine(whole), inOneLine(build()));
        });

        it(`has the size that is counted without printing it: ${name}`, () => {
            const size = sizeOf(contributionsOf({ callers, endpoint, observed }), { ...usual, ...facts });
            // Nothing but what stands between elements is left out.
            assert.equal(size, Buffer.byteLength(inOneLine(build())));
        });
    }

    it("gives the same bytes for the same settings", () => {
        const build = () => apiPolicy({ callers: everything, endpoint: { credential: oauth, call } });
        assert.equal(build(), build());
    });

    it("looks at the caller's token before it is replaced, in every combination", () => {
        for (const document of documents) {
            const text = apiPolicy({ callers: everything, endpoint: endpointOf(document) });
            const validated = text.indexOf("<validate-azure-ad-token");
            const replaced = text.search(/<authentication-managed-identity|<set-header name="Authorization"/);
            assert.ok(validated > 0 && (replaced < 0 || validated < replaced));
        }
    });

    it("names the tier and the reason where OAuth is not possible", () => {
        const api = { callers: everything, endpoint: { credential: oauth, call } };
        assert.throws(
            () => apiPolicy(api, { tier: "Consumption" }),
            /credential\.oauthM2M: the Consumption tier does not support the internal cache/,
        );
    });

    it("needs what its features name in their text only", () => {
        const [value, entity] = ["value", "backend"].map((name) => ({ name }) as unknown as pulumi.Resource);
        const credential = { ...token, needs: [value!] };
        const backend = { backendId: "b", resource: entity };
        const contributions = contributionsOf({ callers: {}, endpoint: { credential, call, backend } });
        assert.deepEqual(new Set(needsOf(contributions)), new Set([value, entity]));
    });

    it("goes without line breaks where the tier would not take it with them", () => {
        const audiences = Array.from({ length: 280 }, (_, index) => `api://models-${index}`);
        const callers = { entra: { ...entra, audiences } };
        const endpoint = { credential: callerCredential, call };
        const [pretty, short] = ["Developer", "Consumption"].map((tier) => apiPolicy({ callers, endpoint }, { tier }));
        assert.ok(Buffer.byteLength(pretty!) > 16_384 && Buffer.byteLength(short!) <= 16_384);
        assert.doesNotMatch(short!, /\n/);
        const read = (text: string) => parsePolicy(text, "api", { namedValue: () => "value", backend: () => true });
        assert.deepEqual(JSON.stringify(read(short!)), JSON.stringify(read(pretty!)));
        // Nothing but what stands between elements differs.
        assert.equal(inOneLine(pretty!), short!);
    });

    it("holds every setting of the tier with the smallest documents, and leaves room for lists", () => {
        const limits = { calls: { count: 1, seconds: 60, per: "subscription" } } as const;
        const ipFilter = { action: "allow", ranges: [{ from: "10.0.0.0", to: "10.1.0.0" }] } as const;
        const cors = corsSchema.parse({ origins: ["https://portal.contoso.example"] });
        const products = [{ limits: { quota: { calls: 1, seconds: 300, per: "subscription" } }, ipFilter }] as const;
        const endpoint = { credential: token, call, backend: { backendId: "b" }, stackTrace: "remove" } as const;
        const document = apiPolicy(
            {
                callers: everything,
                governance: { cors, ipFilter, limits },
                products,
                observed: { tokens: false },
                endpoint,
            },
            { tier: "Consumption", streams: true, openAi: "openai-chat-completions" },
        );
        assert.ok(document.replace(/>\s+</g, "><").length < 14_300, String(document.length));
    });

    it("tells of a document that is larger than the tier takes", () => {
        const audiences = Array.from({ length: 1000 }, (_, index) => `api://models-${index}`);
        const callers = { entra: { ...entra, audiences } };
        const endpoint = { credential: callerCredential, call };
        const build = (tier: string) => apiPolicy({ callers, endpoint }, { tier });
        assert.throws(() => build("Consumption"), /\d+ bytes, and the limit of the Consumption tier is 16384/);
        assert.ok(build("Developer").length > 16384);
    });
});
