import assert from "node:assert/strict";
import { secret } from "@pulumi/pulumi";
import type { CredentialSettings } from "../../settings/settings";
import { churn, declare } from "./declare";

const guid = "5f0c1a2b-0000-4000-8000-000000000000";
const endpoints = [churn, { ...churn, name: "fraud", path: "fraud" }];
const create = { sku: "Developer", publisherName: "Contoso", publisherEmail: "apis@contoso.example" } as const;

/** Types and logical names, in order: a stack whose resources have others would lose them and make new ones. */
async function names(args: Parameters<typeof declare>[0]): Promise<string[]> {
    const { declared } = await declare({ endpoints, ...args });
    return declared.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort();
}

const apis = ["churn", "fraud"].flatMap((name) => [
    `Api ${name}-api`,
    `ApiPolicy ${name}-policy`,
    `Backend ${name}-backend`,
    `EndpointSpec ${name}-spec`,
    `ServingApi ${name}`,
    `Subscription ${name}-subscription`,
]);

/** Identifiers of policy fragments too, which azure-native takes from here. */
const fragments = [
    ...["answer", "answer-llm", "call", "call-llm", "credential"],
    ...["error", "error-llm", "request", "request-llm"],
].map((part) => `PolicyFragment test-${part}`);

const gateway = ["KeyGuard gateway-key-guard", "ServingGateway gateway", ...fragments];

describe("logical names of resources", () => {
    it("stay as they are: a change is a new name for what runs", async () => {
        const declared = [...apis, ...gateway, "NamedValue named-value-databricks-pat"];
        assert.deepEqual(await names({}), declared.sort());
    });

    it("stay as they are with a service of the stack's own", async () => {
        const declared = await names({ service: { name: "apim-new", create: { ...create, location: "westeurope" } } });
        for (const name of ["ApiManagementService gateway-service", "ResourceGroup gateway-group"]) {
            assert.ok(declared.includes(name), name);
        }
    });

    const credentials: [CredentialSettings, string[]][] = [
        [
            { method: "mintedPat", lifetimeDays: 90, rotation: 2, namedValue: "databricks-pat" },
            [
                "NamedValue named-value-databricks-pat-1",
                "NamedValue named-value-databricks-pat-2",
                "Token gateway-token-1",
                "Token gateway-token-2",
                "databricks gateway-workspace",
            ],
        ],
        [
            { method: "oauthM2M", clientId: "id", clientSecret: secret("s"), namedValue: "databricks-oauth" },
            [
                "NamedValue named-value-databricks-oauth-client-id",
                "NamedValue named-value-databricks-oauth-client-secret",
                "PolicyFragment test-credential-llm",
            ],
        ],
        [
            { method: "managedIdentity", grantTo: guid },
            [
                "EndpointGrant churn-grant",
                "EndpointGrant fraud-grant",
                "EndpointGrantCall churn-grant-call",
                "EndpointGrantCall fraud-grant-call",
                `ServicePrincipal gateway-principal-${guid}`,
                "databricks gateway-workspace",
            ],
        ],
        [{ method: "passthrough" }, []],
    ];
    for (const [credential, more] of credentials) {
        it(`stay as they are with ${credential.method}`, async () => {
            assert.deepEqual(await names({ credential }), [...apis, ...gateway, ...more].sort());
        });
    }

    it("stay as they are with products, groups and tags", async () => {
        const product = {
            name: "gold",
            endpoints: ["churn"],
            published: true,
            approval: false,
            deleteSubscriptions: false,
        };
        const declared = await names({
            endpoints: [{ ...churn, tags: [{ id: "risk", name: "Risk" }] }],
            groups: [{ name: "risk", displayName: "Risk", existing: false }],
            products: [
                { ...product, groups: ["risk"], subscriptions: ["team"], limits: { calls: { count: 1, seconds: 1 } } },
            ],
        });
        const own = [
            "Group group-risk",
            "Product product-gold",
            "ProductApiLink churn:in:gold",
            "ProductCleanup product-gold-cleanup",
            "ProductGroupLink product-gold:group:risk",
            "ProductPolicy product-gold-policy",
            "ServingProduct product-gold",
            "Subscription product-gold:subscription:team",
            "Tag tag-risk",
            "TagApiLink churn:tag:risk",
        ];
        assert.deepEqual(
            own.filter((name) => !declared.includes(name)),
            [],
        );
    });

    it("tell every pair apart, whatever the names are", async () => {
        const product = { published: true, approval: false, groups: [], deleteSubscriptions: false };
        const declared = await names({
            endpoints: ["x", "x-in-a"].map((name) => ({ ...churn, name, path: name })),
            products: [
                { ...product, name: "a-in-b", endpoints: ["x"], subscriptions: ["c"] },
                { ...product, name: "b", endpoints: ["x-in-a"], subscriptions: ["c"] },
            ],
        });
        assert.ok(declared.includes("ProductApiLink x:in:a-in-b"));
        assert.ok(declared.includes("ProductApiLink x-in-a:in:b"));
        assert.equal(new Set(declared).size, declared.length);
    });
});
