import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { isSecret } from "@pulumi/pulumi";
import type { ProductSettings } from "../../../settings/products";
import { linkId } from "../../../components/linkId";
import { churn, declare, ofType, one } from "../declare";
import { valueOf } from "../recorder";

const gold = {
    name: "gold",
    endpoints: ["churn", "fraud-*"],
    published: true,
    approval: false,
    groups: [],
    subscriptions: [],
    deleteSubscriptions: false,
};
const endpoints = ["churn", "fraud-eu", "pricing"].map((name) => ({ ...churn, name, path: name }));

describe("products", () => {
    it("are what the settings say, and ask for a subscription", async () => {
        const product = { ...gold, displayName: "Gold", terms: "Be kind.", approval: true, subscriptionsLimit: 3 };
        const { declared } = await declare({ endpoints, products: [{ ...product, published: false }] });
        assert.deepEqual(one(declared, "Product").inputs, {
            resourceGroupName: "rg-apis",
            serviceName: "apim-contoso",
            productId: "gold",
            displayName: "Gold",
            terms: "Be kind.",
            subscriptionRequired: true,
            approvalRequired: true,
            subscriptionsLimit: 3,
            state: "notPublished",
        });
    });

    it("have the APIs that they name, and those that fit their patterns", async () => {
        const { declared } = await declare({ endpoints, products: [gold, { ...gold, name: "all", endpoints: ["*"] }] });
        assert.deepEqual(
            ofType(declared, "ProductApiLink")
                .map(({ inputs }) => `${inputs.productId} has ${inputs.apiId} by ${inputs.apiLinkId}`)
                .sort(),
            [
                "all has /id/of/churn-api by all.churn",
                "all has /id/of/fraud-eu-api by all.fraud-eu",
                "all has /id/of/pricing-api by all.pricing",
                "gold has /id/of/churn-api by gold.churn",
                "gold has /id/of/fraud-eu-api by gold.fraud-eu",
            ],
        );
    });

    it("are seen by groups that the stack makes, and by those that are there; administrators need no link", async () => {
        const groups = [
            { name: "risk", displayName: "Risk team", existing: false },
            { name: "entra", displayName: "entra", externalId: "aad://contoso/groups/g", existing: false },
            { name: "partners", displayName: "partners", existing: true },
        ];
        const product = { ...gold, groups: ["administrators", "developers", "risk", "entra", "partners"] };
        const { declared } = await declare({ endpoints, groups, products: [product] });
        assert.deepEqual(
            ofType(declared, "Group").map(({ inputs: { groupId, displayName, type, externalId } }) => [
                groupId,
                displayName,
                type,
                externalId,
            ]),
            [
                ["risk", "Risk team", "custom", undefined],
                ["entra", "entra", "external", "aad://contoso/groups/g"],
            ],
        );
        const linked = ofType(declared, "ProductGroupLink").map(({ inputs }) => [inputs.groupLinkId, inputs.groupId]);
        assert.deepEqual(linked, [
            ["gold.developers", "/id/of/product-gold/groups/developers"],
            ["gold.risk", "/id/of/group-risk"],
            ["gold.entra", "/id/of/group-entra"],
            ["gold.partners", "/id/of/product-gold/groups/partners"],
        ]);
    });

    it("declare the same for a subscription that is an object, and warn of keys that have expired in one line", async () => {
        const lines: string[] = [];
        const { warn } = pulumi.log;
        pulumi.log.warn = (async (line: string) => lines.push(line)) as never;
        try {
            const inputsOf = async (subscription: ProductSettings["subscriptions"][number]) => {
                const { declared } = await declare({
                    endpoints,
                    products: [{ ...gold, subscriptions: [subscription] }],
                });
                return ofType(declared, "Subscription").map(({ name, inputs }) => ({ name, inputs }));
            };
            const desk = { name: "desk", owner: "risk@contoso.example", expires: "2020-01-31" };
            assert.deepEqual(await inputsOf(desk), await inputsOf("desk"));
        } finally {
            pulumi.log.warn = warn;
        }
        assert.deepEqual(lines, [
            'product "gold": the keys of subscription "desk" (owner: risk@contoso.example) expired on 2020-01-31 and still ' +
                "work: nothing is disabled. Set a later expires, or remove the subscription to end them.",
        ]);
    });

    it("give URL and key of a subscription to a vault, and no key to the resource that writes them", async () => {
        const vaultId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv";
        const desk = { name: "desk", keyVault: { vaultId, prefix: "models" } };
        const { declared } = await declare({ endpoints, products: [{ ...gold, subscriptions: [desk, "app"] }] });
        const { name, inputs } = one(declared, "KeySecrets");
        assert.equal(name, "product-gold:secrets:desk");
        const { __provider, ...args } = inputs;
        assert.deepEqual(args, {
            vaultId,
            urlSecret: "models-url",
            keySecret: "models-key",
            url: "https://apim-contoso.azure-api.net",
            subscriptionId: "/id/of/product-gold:subscription:desk",
            fingerprint: args.fingerprint,
            tags: {
                "serving-gateway-stack": "serving-gateway/test",
                "serving-gateway-service": "apim-contoso",
                "serving-gateway-subscription": "gold-desk",
            },
        });
        assert.doesNotMatch(JSON.stringify(inputs), /key-marker/);
    });

    it("take over the secrets of a subscription that the state has under these names, and no others", async () => {
        const vaultId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv";
        const products = [{ ...gold, subscriptions: [{ name: "desk", keyVault: { vaultId, prefix: "models" } }] }];
        const takesOver = async (key: string, sid: string) => {
            const savedSecrets = new Map([[`${vaultId}/secrets/${key}`.toLowerCase(), sid]]);
            return one((await declare({ endpoints, products, savedSecrets })).declared, "KeySecrets").inputs.takesOver;
        };
        assert.equal(await takesOver("models-key", "platinum-desk"), true);
        assert.equal(await takesOver("models-key", "gold-desk"), undefined);
        assert.equal(await takesOver("other-key", "platinum-desk"), undefined);
    });

    it("hand out the key that the last rotation made, to the vault too", async () => {
        const vaultId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv";
        const desk = { name: "desk", rotateKeys: "2026-11-28", keyVault: { vaultId } };
        const { declared, gateway } = await declare({
            endpoints,
            products: [{ ...gold, subscriptions: [desk, "app"] }],
        });
        const { name, inputs } = one(declared, "KeyRotation");
        const { __provider, current, ...args } = inputs;
        assert.equal(name, "product-gold:rotation:desk");
        assert.deepEqual(args, {
            subscriptionId: "/id/of/product-gold:subscription:desk",
            marker: "2026-11-28",
            subject: 'product "gold": the keys of subscription "desk"',
            place: 'This deployment writes it to secret "gold-desk-key" of the key vault.',
        });
        assert.equal(one(declared, "KeySecrets").inputs.current, "secondary");
        const { desk: rotated, app } = gateway.products.gold!.keys;
        assert.deepEqual([await valueOf(rotated!), await valueOf(app!)], ["second-key-marker", "key-marker"]);
    });

    it("have keys of their own, as secrets, and leave the APIs theirs", async () => {
        const { declared, gateway } = await declare({
            endpoints,
            products: [{ ...gold, subscriptions: ["team-a", "team-b"] }],
        });
        const { keys } = gateway.products.gold!;
        assert.deepEqual(Object.keys(keys), ["team-a", "team-b"]);
        assert.equal(await isSecret(keys["team-a"]!), true);
        assert.equal(await valueOf(keys["team-a"]!), "key-marker");
        const made = ofType(declared, "Subscription").map(({ inputs: { sid, scope, state } }) => [sid, scope, state]);
        assert.deepEqual(
            made.filter(([, scope]) => scope === "/id/of/product-gold"),
            [
                ["gold-team-a", "/id/of/product-gold", "active"],
                ["gold-team-b", "/id/of/product-gold", "active"],
            ],
        );
        assert.equal(made.length, 2 + endpoints.length);
    });

    it("have a policy only where they limit something", async () => {
        assert.deepEqual(ofType((await declare({ products: [gold] })).declared, "ProductPolicy"), []);
        const limits = { calls: { count: 9, seconds: 60 } };
        const { inputs } = one((await declare({ products: [{ ...gold, limits }] })).declared, "ProductPolicy");
        assert.deepEqual([inputs.productId, inputs.policyId, inputs.format], ["gold", "policy", "xml"]);
        assert.match(inputs.value, /<rate-limit calls="9" renewal-period="60" \/>/);
    });

    it("are followed by what clears them away before they are deleted, a shell of a few lines", async () => {
        const product = { ...gold, subscriptions: ["team-a", "team-b"], deleteSubscriptions: true };
        const { declared } = await declare({ products: [product] });
        const { inputs } = one(declared, "ProductCleanup");
        assert.equal(inputs.productId, "/id/of/product-gold");
        assert.equal(inputs.deleteSubscriptions, true);
        assert.deepEqual(inputs.subscriptions, ["gold-team-a", "gold-team-b"]);
        assert.ok(inputs.__provider.length < 4096, `${inputs.__provider.length} characters`);
        assert.match(inputs.__provider, /databricks-serving-gateway\/provider"\)\.productCleanupProvider;/);
    });

    it("are not there where none is asked for, nor anything of theirs", async () => {
        const { declared } = await declare({ endpoints });
        const types = new Set(declared.map(({ type }) => type.split(":").at(-1)));
        for (const type of ["Product", "ProductApiLink", "ProductCleanup", "Group", "Tag", "TagApiLink"]) {
            assert.ok(!types.has(type), type);
        }
    });
});

describe("the identifier of a link", () => {
    it("is both identifiers, or as much of them as fits, and what tells it from others", () => {
        assert.equal(linkId("gold", "churn"), "gold.churn");
        const long = (last: string) => linkId("g".repeat(50), "c".repeat(50) + last);
        assert.match(long("a"), /^g{47}\.[0-9a-f]{32}$/);
        assert.notEqual(long("a"), long("b"));
        assert.notEqual(linkId("a-b", "c"), linkId("a", "b-c"));
    });
});

describe("tags", () => {
    it("are made once, and put on each API that has them", async () => {
        const risk = { id: "credit-risk", name: "Credit risk" };
        const [first, second, third] = endpoints;
        const tagged = [{ ...first!, tags: [risk] }, { ...second!, tags: [{ id: "eu", name: "EU" }, risk] }, third!];
        const { declared } = await declare({ endpoints: tagged });
        assert.deepEqual(
            ofType(declared, "Tag").map(({ inputs: { tagId, displayName } }) => [tagId, displayName]),
            [
                ["credit-risk", "Credit risk"],
                ["eu", "EU"],
            ],
        );
        assert.deepEqual(
            ofType(declared, "TagApiLink")
                .map(({ inputs: { apiId, tagId, apiLinkId } }) => `${apiId}: ${tagId} by ${apiLinkId}`)
                .sort(),
            [
                "/id/of/churn-api: credit-risk by credit-risk.churn",
                "/id/of/fraud-eu-api: credit-risk by credit-risk.fraud-eu",
                "/id/of/fraud-eu-api: eu by eu.fraud-eu",
            ],
        );
    });
});

describe("the policy of an API", () => {
    const limits = { tokens: { perMinute: 100, per: "subscription", estimate: false } } as const;

    it("counts no tokens of an endpoint that has none", async () => {
        const { declared } = await declare({ endpoints: [{ ...churn, limits }] });
        assert.doesNotMatch(one(declared, "ApiPolicy").inputs.value, /llm-token-limit/);
    });
});
