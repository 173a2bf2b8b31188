import assert from "node:assert/strict";
import { type LimitsArgs, limitsReport } from "../../../components/gateway/limitsReport";
import { plannedPolicies } from "../../../components/gateway/plannedPolicies";
import { want } from "../../../components/wanted";
import { calledChurn } from "../declare";

const api = (apiId: string) => want("apimanagement:Api", `${apiId}-api`, [], { apiId });
const link = (productId: string, apiId: string) =>
    want("apimanagement:ProductApiLink", `${productId}-${apiId}`, [], { productId, apiLinkId: apiId });
const product = (productId: string) => want("apimanagement:Product", `product-${productId}`, [], { productId });

const nothing: LimitsArgs = {
    service: "apim-contoso",
    tier: "Developer",
    wanted: [],
    operations: 0,
    mcpServers: [],
    policies: [],
    others: {},
    othersInProducts: {},
    uncounted: [],
};

const rowOf = (args: Partial<LimitsArgs>, kind: string) =>
    limitsReport({ ...nothing, ...args }).entities.find((row) => row.kind === kind);

describe("what a stack needs of its service", () => {
    it("fits as long as its own and the others together are not more than the tier takes", () => {
        const wanted = [api("churn")];
        const reported = (others: number) =>
            limitsReport({ ...nothing, wanted, operations: 9, others: { operations: others } });
        assert.deepEqual(reported(2_991).problems, []);
        assert.deepEqual(reported(2_992).problems, [
            "The stack creates 9 operations, and the service has 2992 others; the limit of the Developer tier is 3000. " +
                "Supported in: Basic, Standard, Premium, BasicV2, StandardV2, PremiumV2.",
        ]);
        assert.deepEqual(reported(5).entities[1], { kind: "operations", stack: 9, others: 5, limit: 3_000 });
    });

    it("counts MCP servers as APIs and revisions as none, and the administrator's subscription to each product", () => {
        const wanted = [api("churn"), api("churn;rev=2"), product("gold")];
        const mcpServers = [{ name: "mcp", tools: 1 }];
        assert.equal(rowOf({ wanted, mcpServers }, "APIs")!.stack, 2);
        assert.equal(rowOf({ wanted }, "subscriptions")!.stack, 1);
        assert.equal(rowOf({ wanted }, "APIs")!.limit, null);
    });

    it("counts backends, version sets and policy fragments, for which no limit is known", () => {
        const wanted = [
            want("apimanagement:Backend", "churn-backend", [], { backendId: "serving-churn" }),
            want("apimanagement:ApiVersionSet", "churn-versions", [], { versionSetId: "churn" }),
            want("apimanagement:PolicyFragment", "dev-call", [], { id: "dev-call" }),
        ];
        for (const kind of ["backends", "version sets", "policy fragments"]) {
            assert.deepEqual(rowOf({ wanted }, kind), { kind, stack: 1, others: 0, limit: null });
        }
    });

    it("names the product with the most APIs, those of others counted", () => {
        const wanted = [link("gold", "a"), link("gold", "b"), link("silver", "a")];
        const row = rowOf({ wanted, othersInProducts: { silver: 7 } }, 'APIs of the product "silver"');
        assert.deepEqual(row, { kind: 'APIs of the product "silver"', stack: 1, others: 7, limit: null });
    });

    it("does not say that a former limit of the v2 tiers is exceeded, but that nobody knows", () => {
        const wanted = [...Array(101)].flatMap((_, index) => [
            want("apimanagement:Backend", `b${index}`, [], { backendId: `b${index}` }),
            link("gold", `a${index}`),
        ]);
        const { problems, unknown } = limitsReport({ ...nothing, wanted, tier: "StandardV2" });
        assert.deepEqual(problems, []);
        assert.equal(unknown.length, 2);
        assert.match(unknown[0]!, /^Whether the service takes 101 backends: .* limit of 100 for the v2 tiers in 2025/);
        assert.match(unknown[1]!, /101 APIs of the product "gold"/);
        assert.deepEqual(limitsReport({ ...nothing, wanted, tier: "Standard" }).unknown, []);
        assert.equal(rowOf({ tier: "StandardV2" }, "backends")!.formerLimit, 100);
        const withOthers = { ...nothing, wanted: wanted.slice(0, 2), others: { backends: 100 } };
        assert.match(
            limitsReport({ ...withOthers, tier: "BasicV2" }).unknown.join(),
            /^Whether the service takes 101 backends/,
        );
    });

    it("knows no limits of a tier that is new", () => {
        const { problems, unknown, entities } = limitsReport({ ...nothing, tier: "PremiumV3", operations: 1_000_000 });
        assert.deepEqual(problems, []);
        assert.match(unknown.join("\n"), /The limits of the tier PremiumV3/);
        assert.ok(entities.every(({ limit }) => limit === null));
    });

    it("measures each policy, and says whose does not fit", () => {
        const audiences = [...Array(2_000)].map((_, index) => `api://application-${index}`);
        const callers = { entra: { tenantId: "t", audiences, clientApplications: [], claims: {} } };
        const policies = plannedPolicies({ endpoints: [calledChurn], callers: callers as never, isObserved: false });
        const fitting = limitsReport({ ...nothing, policies });
        assert.deepEqual(fitting.problems, []);
        assert.ok(fitting.policies[0]!.bytes > 16 * 1024);
        const { problems } = limitsReport({ ...nothing, tier: "Consumption", policies });
        assert.equal(problems.length, 1);
        assert.match(
            problems[0]!,
            /^endpoint "churn": the policy document has \d+ bytes, and the limit of the Consumption tier is 16384\.$/,
        );
    });

    it("does not fit where a policy cannot be written whatever its size, and says why", () => {
        const misplaced = { name: "forward-request", sections: ["backend" as const] };
        const policies = [
            { owner: 'product "gold"', contributions: [{ slot: "limits" as const, elements: () => [misplaced] }] },
        ];
        const report = limitsReport({ ...nothing, policies });
        assert.deepEqual(report.problems, [
            'product "gold": the policy forward-request stands in inbound, and may stand in backend.',
        ]);
        assert.equal(report.policies[0]!.bytes, 0);
    });

    it("does not fit where something cannot be counted", () => {
        const uncounted = ['endpoint "churn": the workspace answered 403'];
        assert.deepEqual(limitsReport({ ...nothing, uncounted }).problems, uncounted);
    });
});
