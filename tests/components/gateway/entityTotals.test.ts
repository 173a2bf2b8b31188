import assert from "node:assert/strict";
import { entityNeeds, entityProblems, entityTotal } from "../../../components/gateway/entityTotals";
import { serviceNeeds } from "../../../components/gateway/serviceNeeds";

const callers = { subscriptionKey: { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" } };
const product = {
    name: "gold",
    endpoints: ["*"],
    published: true,
    approval: false,
    deleteSubscriptions: false,
    groups: [],
    subscriptions: ["a"],
};
const many = (count: number) => Array.from({ length: count }, () => ({}));

describe("how many entities a service takes", () => {
    it("is by tier, in version 2 as in the classic one, and without end where nobody knows", () => {
        const of = (tier: string) => [entityTotal("operations", tier), entityTotal("products", tier)];
        assert.deepEqual(of("Basic"), [10_000, 200]);
        assert.deepEqual(of("PremiumV2"), [75_000, 2_000]);
        assert.deepEqual(of("PremiumV3"), [Infinity, Infinity]);
        assert.equal(entityTotal("subscriptions", "Consumption"), Infinity);
    });

    it("is told of every kind that does not fit, with the tiers that take so many", () => {
        const needs = { operations: 3_001, products: 101, tags: 5 };
        assert.deepEqual(entityProblems(needs, "Developer"), [
            "The stack makes 3001 operations; the Developer tier takes 3000. Basic, Standard, Premium, BasicV2, StandardV2, PremiumV2 take so many.",
            "The stack makes 101 products; the Developer tier takes 100. Basic, Standard, Premium, BasicV2, StandardV2, PremiumV2 take so many.",
        ]);
        assert.deepEqual(entityProblems(needs, "Standard"), []);
    });

    it("counts what the service has beside the stack's own", () => {
        assert.deepEqual(entityProblems({ products: 3 }, "Premium", { products: 1_998 }), [
            "The stack makes 3 products, and the service has 1998 others; the Premium tier takes 2000.",
        ]);
        assert.deepEqual(entityProblems({ products: 2 }, "Premium", { products: 1_998 }), []);
    });

    it("counts an API's key and tags, the administrator's subscription, and the named values of credentials", () => {
        const tag = { id: "t", name: "T" };
        const needs = entityNeeds({
            endpoints: [{ tags: [tag] }, { tags: [tag, { id: "u", name: "U" }] }],
            callers,
            products: [product],
            credentials: [{ method: "passthrough" }],
        });
        assert.deepEqual(needs, { operations: 2, tags: 2, "named values": 0, products: 1, subscriptions: 4 });
    });

    it("is refused at preview, before anything is declared", () => {
        const credential = { method: "passthrough" } as const;
        const entities = entityNeeds({ endpoints: many(3_001), callers, credentials: [credential] });
        const needs = serviceNeeds({ credentials: [credential], callers, isNew: true, entities });
        const problem = needs.problemOf({ name: "apim-new", tier: "Developer" })!;
        assert.match(problem, /cannot do what the stack asks for:\n {2}The stack makes 3001 operations/);
        assert.equal(needs.problemOf({ name: "apim-new", tier: "Basic" }), undefined);
    });
});
