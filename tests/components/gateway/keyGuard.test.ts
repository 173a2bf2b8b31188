import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { churn, declare, one } from "../declare";

const gold = {
    name: "gold",
    endpoints: ["*"],
    published: true,
    approval: false,
    groups: ["developers"],
    subscriptions: ["team-a"],
    deleteSubscriptions: false,
};
const fraud = { ...churn, name: "fraud", path: "fraud" };

async function guard(args: Parameters<typeof declare>[0]) {
    const { inputs } = one((await declare(args)).declared, "KeyGuard");
    const { __provider, serviceId: _, serviceName: __, resourceGroup: ___, ...kept } = inputs;
    return kept;
}

describe("what keeps a destroy from ending keys of others", () => {
    it("knows the service, its own APIs and the subscriptions that the stack makes", async () => {
        const { declared } = await declare({ endpoints: [fraud, churn], products: [gold] });
        const { __provider, ...inputs } = one(declared, "KeyGuard").inputs;
        assert.deepEqual(inputs, {
            serviceId: "/id/of/apim-contoso",
            serviceName: "apim-contoso",
            resourceGroup: "rg-apis",
            apis: ["churn", "fraud"],
            products: ["gold"],
            subscriptions: ["churn", "fraud", "gold-team-a"],
        });
        assert.match(__provider, /databricks-serving-gateway\/provider"\)\.keyGuardProvider;$/);
    });

    it("does not change with the order of the endpoints", async () => {
        assert.deepEqual(await guard({ endpoints: [fraud, churn] }), await guard({ endpoints: [churn, fraud] }));
    });

    it("names them as the service does, and revisions by their API", async () => {
        const endpoints = [
            { ...churn, revision: 2 },
            { ...fraud, apiId: "fraud-v2", apiName: "given" },
        ];
        const products = [{ ...gold, existing: true }];
        assert.deepEqual(await guard({ namePrefix: "team2-", endpoints, products }), {
            namePrefix: "team2-",
            apis: ["given", "team2-churn"],
            products: [],
            subscriptions: ["team2-churn", "team2-fraud-v2", "team2-gold-team-a"],
        });
    });

    it("leaves a product alone whose subscriptions may be deleted with it", async () => {
        const products = [
            { ...gold, deleteSubscriptions: true },
            { ...gold, name: "silver" },
        ];
        assert.deepEqual((await guard({ products })).products, ["silver"]);
    });

    it("counts no subscription to an API as the stack's own where callers have none", async () => {
        assert.deepEqual(await guard({ callers: { subscriptionKey: undefined } }), {
            apis: ["churn"],
            products: [],
            subscriptions: [],
        });
    });

    it("is declared when everything else is there, so that it is deleted before all of it", async () => {
        const left = new Set<string>();
        let seen: readonly string[] | undefined;
        const endpoints = [{ ...churn, revision: 2, tags: [{ id: "risk", name: "Risk" }] }, fraud];
        const { declared } = await declare({ endpoints, products: [gold] }, false, async (type, name) => {
            if (type.endsWith(":KeyGuard")) seen = [...left];
            left.add(`${type} ${name}`);
            await setTimeout(20);
            left.delete(`${type} ${name}`);
        });
        assert.deepEqual(seen, []);
        assert.ok(declared.length > 20);
        assert.ok(declared.at(-1)!.type.endsWith(":KeyGuard"));
    });
});
