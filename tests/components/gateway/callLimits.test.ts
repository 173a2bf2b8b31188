import assert from "node:assert/strict";
import type { PlannedPoliciesArgs } from "../../../components/gateway/plannedPolicies";
import { callLimits } from "../../../components/gateway/callLimits";
import { tiers } from "../../../components/gateway/tiers";
import { resilienceOf } from "../../../settings/resilience";
import { calledChurn as published } from "../declare";
import { needed } from "./needed";

const churn = { ...published, credential: { method: "passthrough" } } as const;
const quick = { ...churn, resilience: resilienceOf({ timeout: 30, circuitBreaker: false }) };
const pooled = { ...churn, pool: [{ endpoint: "a", priority: 1, weight: 1 }] };
const member = { endpoint: "b", priority: 2, weight: 1 };
const ranked = { ...churn, pool: [...pooled.pool, member] };
const guarded = { ...churn, resilience: resilienceOf({ circuitBreaker: { failures: 3 } }) };

function problemOf(endpoint: PlannedPoliciesArgs["endpoints"][number], tier: string): string | undefined {
    return needed({ endpoints: [endpoint] }).problemOf({ name: "apim-contoso", tier });
}

describe("calls in a tier that has less", () => {
    it("go without circuit breakers and end early, which is said, and refused only where it was asked for", () => {
        assert.equal(problemOf(churn, "Consumption"), undefined);
        const said = callLimits([churn, churn], "Consumption");
        assert.equal(said.length, 2);
        assert.match(said[0]!, /Consumption tier does not support circuit breakers/);
        assert.match(said[1]!, /Microsoft documents 30 seconds for a call in the Consumption tier/);
    });

    it("are refused with a circuit breaker or priorities of the stack's own, naming the tiers that can", () => {
        const both = { ...guarded, pool: ranked.pool };
        const problems = problemOf(both, "Consumption")!.split("\n").slice(1, -1);
        assert.equal(problems.length, 2);
        assert.match(problems[0]!, /resilience\.circuitBreaker: the Consumption tier .* Supported in: Developer, /);
        assert.match(
            problems[1]!,
            /pool of "churn": the Consumption tier does not support pools with more than one priority/,
        );
        assert.equal(problemOf(both, "Developer"), undefined);
        assert.equal(problemOf({ ...both, mock: true, credential: undefined }, "Consumption"), undefined);
    });

    it("are spread over pools of one priority in every tier", () => {
        for (const tier of tiers) assert.equal(problemOf(pooled, tier), undefined);
    });

    it("are said nothing of where there is nothing to say", () => {
        assert.deepEqual(callLimits([churn, pooled], "Developer"), []);
        assert.deepEqual(callLimits([quick], "Consumption"), []);
        assert.deepEqual(callLimits([{ ...churn, mock: true }], "Consumption"), []);
        assert.equal(callLimits([churn], "StandardV2").length, 1);
    });
});
