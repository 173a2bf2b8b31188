import assert from "node:assert/strict";
import { deployed, FakeAzure, gatewayType, plan, productType, refusal, saved, service } from "./planned";

const own = { "subscriptions/gold-team-a": {} };
const automatic = { displayName: null, ownerId: `${service}/users/1` };
const byHand = { displayName: "By hand", ownerId: `${service}/users/ada` };

const cleanup = (outputs: object = {}) => ({
    urn:
        `urn:pulumi:test::serving-gateway::${gatewayType}$${productType}$` +
        "pulumi-nodejs:dynamic/serving-gateway:ProductCleanup::product-gold-cleanup",
    outputs: { productId: `${service}/products/gold`, ...outputs },
});
const state = [
    ...deployed,
    saved("Subscription", "product-gold:subscription:team-a", "subscriptions/gold-team-a"),
    cleanup(),
];
const gold = {
    name: "gold",
    endpoints: ["churn"],
    published: true,
    approval: false,
    groups: [],
    subscriptions: ["team-a"],
    deleteSubscriptions: false,
};

const subscribed = (...others: object[]) =>
    new FakeAzure({
        "products/gold": {},
        "products/gold/subscriptions/5600b59475ff190048070001": automatic,
        "products/gold/subscriptions/gold-team-a": { displayName: "team-a" },
        ...Object.assign({}, ...others),
        ...own,
    });
const hands = subscribed({ "products/gold/subscriptions/by-hand": byHand });

describe("a product that leaves the settings", () => {
    it("is refused while it has a subscription that the stack did not make, with one call", async () => {
        const message = await refusal({ azure: hands, state });
        assert.match(message, /^this cannot be deployed:\n {2}product "gold" cannot be deleted: it has a subscription/);
        assert.match(message, /"By hand" \(by-hand\), owned by user ada\n/);
        assert.deepEqual(hands.asked, ["/products/gold/subscriptions/"]);
    });

    it("is refused under another name too", async () => {
        const message = await refusal({ azure: hands, state, settings: { products: [{ ...gold, name: "gold-2" }] } });
        assert.match(message, /product "gold" cannot be deleted/);
    });

    it("goes with the administrator's automatic subscription and the stack's own", async () => {
        await plan({ azure: subscribed(), state });
    });

    it("goes with all of them where that was deployed before", async () => {
        await plan({ azure: hands, state: [...deployed, cleanup({ deleteSubscriptions: true })] });
    });

    it("costs nothing where it stays", async () => {
        const azure = subscribed({ "products/gold/subscriptions/by-hand": byHand });
        const product = saved("Product", "product-gold", "products/gold");
        await plan({ azure, state: [...state, product], settings: { products: [gold] } }).catch(() => undefined);
        assert.ok(!azure.asked.includes("/products/gold/subscriptions/"));
    });
});

describe("an API that leaves the settings", () => {
    const left = saved("Api", "fraud-api", "apis/fraud");
    const own = saved("Subscription", "fraud-subscription", "subscriptions/fraud");
    const toFraud = { displayName: "By hand", ownerId: `${service}/users/ada`, scope: `${service}/apis/Fraud` };

    it("is refused while it has a subscription that the stack did not make, which Azure would delete with it", async () => {
        const azure = new FakeAzure({ "subscriptions/fraud": toFraud, "subscriptions/by-hand": toFraud });
        const message = await refusal({ azure, state: [...deployed, left, own] });
        assert.match(
            message,
            /API "fraud" cannot be deleted: it has a subscription .*:\n +"By hand" \(by-hand\), owned by/,
        );
        assert.deepEqual(azure.asked, ["/subscriptions/"]);
    });

    it("goes with the stack's own subscription, whatever other APIs have", async () => {
        const toOther = { ...toFraud, scope: "/apis/fraud-2" };
        const azure = new FakeAzure({ "subscriptions/fraud": toFraud, "subscriptions/by-hand": toOther });
        await plan({ azure, state: [...deployed, left, own] });
    });
});

describe("an API of the stack that somebody deleted", () => {
    const entra = { tenantId: "t", audiences: ["a"], clientApplications: [], roles: [], claims: [] };
    const settings = { callers: { entra } as any };
    const kept = [
        ...deployed.filter(({ urn }) => !urn.includes(":Subscription::")),
        saved("PolicyFragment", "test-callers", "policyFragments/test-callers"),
    ];

    it("is said where no key of it can tell, with what to do", async () => {
        assert.match(
            await refusal({ azure: new FakeAzure(), state: kept, settings }),
            /\/apis\/churn was deleted outside of this stack\. Run `pulumi refresh` and then `pulumi up`/,
        );
    });

    it("costs one call, and none where each API has a key", async () => {
        const azure = new FakeAzure({ "apis/Churn": {} });
        await plan({ azure, state: kept, settings });
        assert.deepEqual(azure.asked, ["/apis/"]);
        azure.asked.length = 0;
        await plan({ azure, state: deployed });
        assert.deepEqual(azure.asked, []);
    });
});
