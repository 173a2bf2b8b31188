import assert from "node:assert/strict";
import { entityNeeds, entityProblems, entityTotal } from "../../../components/gateway/entityTotals";
import { serviceNeeds } from "../../../components/gateway/serviceNeeds";
import type { PlannedGateway } from "../../../components/gateway/plannedGateway";
import { wantedGateway } from "../../../components/gateway/wantedGateway";
import { churn, declare } from "../declare";

const keys = { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" };
const product = {
    name: "gold",
    endpoints: ["*"],
    published: true,
    approval: false,
    deleteSubscriptions: false,
    groups: [],
    subscriptions: ["a"],
};

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
            "The stack creates 3001 operations; the limit of the Developer tier is 3000. Supported in: Basic, Standard, Premium, BasicV2, StandardV2, PremiumV2.",
            "The stack creates 101 products; the limit of the Developer tier is 100. Supported in: Basic, Standard, Premium, BasicV2, StandardV2, PremiumV2.",
        ]);
        assert.deepEqual(entityProblems(needs, "Standard"), []);
    });

    it("counts what the service has beside the stack's own", () => {
        assert.deepEqual(entityProblems({ products: 3 }, "Premium", { products: 1_998 }), [
            "The stack creates 3 products, and the service has 1998 others; the limit of the Premium tier is 2000.",
        ]);
        assert.deepEqual(entityProblems({ products: 2 }, "Premium", { products: 1_998 }), []);
    });

    it("counts revisions, the administrator's subscription to each product, and not what the service has already", async () => {
        const tag = (id: string, existing?: boolean) => ({ id, name: id, ...(existing && { existing }) });
        const needs = neededBy({
            endpoints: [
                { ...churn, tags: [tag("t"), tag("u", true)], revision: 2 },
                { ...churn, name: "fraud", path: "fraud", tags: [tag("t")] },
            ],
            products: [product, { ...product, name: "theirs", existing: true }],
            credential: { method: "mintedPat", lifetimeDays: 90, rotation: 2, namedValue: "pat" },
        });
        assert.deepEqual(needs, { operations: 3, tags: 1, "named values": 2, products: 1, subscriptions: 5 });
    });

    it("is refused at preview, before anything is declared", () => {
        const entities = { operations: 3_001 };
        const needs = serviceNeeds({ credentials: [], isNew: true, entities });
        const problem = needs.problemOf({ name: "apim-new", tier: "Developer" })!;
        assert.match(problem, /does not support what the stack needs:\n {2}The stack creates 3001 operations/);
        assert.equal(needs.problemOf({ name: "apim-new", tier: "Basic" }), undefined);
    });

    it("is refused with what others have in the service, as far as that was read", async () => {
        const create = { sku: "Developer", publisherName: "Contoso", publisherEmail: "a@contoso.example" } as const;
        const service = { name: "apim-contoso", create: { ...create, location: "westeurope" } };
        await declare({ service, products: [product], others: { products: 99 } });
        await assert.rejects(
            declare({ service, products: [product], others: { products: 100 } }),
            /The stack creates 1 product, and the service has 100 others; the limit of the Developer tier is 100\. Supported in: Basic/,
        );
    });
});

/** What a gateway with these settings makes. */
function neededBy(args: Partial<PlannedGateway>) {
    const place = { subscriptionId: "s", resourceGroupName: "g", serviceName: "apim" };
    const { callers, service } = { callers: { subscriptionKey: keys }, service: { name: "apim", resourceGroup: "g" } };
    const workspaces = new Map([[undefined, { host: "https://adb-1.2.azuredatabricks.net" }]]);
    return entityNeeds(wantedGateway("gateway", { callers, service, workspaces, endpoints: [], ...args }, place));
}
