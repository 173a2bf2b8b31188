import assert from "node:assert/strict";
import { groupUses } from "../../../components/gateway/groupUses";
import { plannedPolicies } from "../../../components/gateway/plannedPolicies";
import { serviceNeeds } from "../../../components/gateway/serviceNeeds";
import { features, tierProblems, tiers } from "../../../components/gateway/tiers";
import { calledChurn } from "../declare";
import { needed } from "./needed";

const callers = { subscriptionKey: { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" } };
const product = {
    name: "gold",
    endpoints: ["*"],
    published: true,
    approval: false,
    groups: [],
    subscriptions: [],
    deleteSubscriptions: false,
};

const credential = { method: "passthrough" } as const;
const planned = { callers, isObserved: false };

describe("what the tiers have not", () => {
    it("is known of tiers that there are, and never of all", () => {
        for (const [name, { notIn }] of Object.entries(features)) {
            const unknown = notIn.filter((tier) => !(tiers as readonly string[]).includes(tier));
            assert.deepEqual(unknown, [], name);
            assert.ok(notIn.length > 0 && notIn.length < tiers.length, name);
        }
    });

    it("is told once for each setting, with the tiers that have it", () => {
        const use = { setting: "serving-gateway:limits.quota", feature: features.quotasByKey };
        assert.deepEqual(tierProblems([use, use], "Consumption"), [
            "serving-gateway:limits.quota: the Consumption tier does not support quotas, except on product subscriptions. " +
                "Supported in: Developer, Basic, Standard, Premium, BasicV2, StandardV2, PremiumV2. " +
                "Alternatively, set the quota per subscription in serving-gateway:products.",
        ]);
        for (const tier of ["Standard", "BasicV2"]) assert.deepEqual(tierProblems([use], tier), []);
    });

    it("is not held against a tier that is not known yet", () => {
        const uses = Object.values(features).map((feature) => ({ setting: "s", feature }));
        assert.deepEqual(tierProblems(uses, "PremiumV3"), []);
    });

    it("is told of everything that the stack asks for at once", () => {
        const limits = {
            calls: { count: 1, seconds: 1, per: "ip" },
            quota: { calls: 1, seconds: 300, per: "subscription" },
            tokens: { perMinute: 1, per: "subscription", estimate: false },
        } as const;
        const endpoints = ["a", "b"].map((name) => ({ ...calledChurn, name, credential, limits }));
        const gold = {
            ...product,
            groups: ["risk"],
            limits: { quota: { calls: 1, period: "day" as const, per: "ip" as const } },
        };
        const groups = [{ name: "risk", displayName: "Risk", externalId: "aad://x/groups/y", existing: false }];
        const policies = plannedPolicies({ ...planned, endpoints, products: [gold] });
        const needs = serviceNeeds({
            credentials: [credential],
            isNew: true,
            policies,
            uses: groupUses([gold], groups),
        });
        const lines = needs.problemOf({ name: "apim-new", tier: "Consumption" })!.split("\n");
        assert.equal(lines[0], 'the API Management service "apim-new" does not support what the stack needs:');
        assert.deepEqual(
            lines
                .slice(1, -1)
                .map((line) => /^ {2}(\S.*?): the Consumption tier does not support .* Supported in: /.exec(line)?.[1]),
            [
                "serving-gateway:limits.calls",
                "serving-gateway:limits.quota",
                "serving-gateway:limits.tokens",
                'serving-gateway:products ("gold").limits.quota',
                'serving-gateway:products ("gold").groups',
                'serving-gateway:groups ("risk")',
            ],
        );
        assert.equal(lines.at(-1), "Remove these settings, or use a service of another tier.");
        assert.equal(needs.problemOf({ name: "apim-new", tier: "Developer" }), undefined);
    });

    it("leaves subscriptions their own counters in every tier", () => {
        const limits = { calls: { count: 1, seconds: 1, per: "subscription" } } as const;
        const own = { calls: { count: 1, seconds: 1 }, quota: { calls: 1, seconds: 300 } };
        const endpoints = [{ ...calledChurn, credential, limits }];
        const needs = needed({ endpoints, products: [{ ...product, limits: own }] });
        for (const tier of tiers) assert.equal(needs.problemOf({ name: "apim-contoso", tier }), undefined);
    });
});
