import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { churn, declare } from "./declare";

const gold = {
    name: "gold",
    endpoints: ["*"],
    published: true,
    approval: false,
    groups: [],
    subscriptions: ["team-a"],
    deleteSubscriptions: false,
};

/** What Azure makes of a policy takes as long as it takes; what depends on the policy in its text only must wait. */
const slow: Readonly<Record<string, number>> = { NamedValue: 60, Backend: 60, ApiPolicy: 60, ProductPolicy: 60 };

describe("the order of a deployment", () => {
    it("makes no key of an API readable, and puts it into no product, while the API has no policy", async () => {
        const done: string[] = [];
        const doneBefore = new Map<string, readonly string[]>();
        await declare({ endpoints: [churn], products: [gold as never] }, false, async (type, name) => {
            const kind = type.slice(type.lastIndexOf(":") + 1);
            doneBefore.set(`${kind} ${name}`, [...done]);
            await setTimeout(slow[kind] ?? 0);
            done.push(kind);
        });
        const before = (resource: string) => doneBefore.get(resource) ?? assert.fail(`${resource} is not declared`);
        assert.ok(before("Subscription churn-subscription").includes("ApiPolicy"));
        assert.ok(before("ProductApiLink churn:in:gold").includes("ApiPolicy"));
        for (const named of ["NamedValue", "Backend"])
            assert.ok(before("ApiPolicy churn-policy").includes(named), named);
    });
});
