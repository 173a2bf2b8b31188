import assert from "node:assert/strict";
import { callLimits, callUses } from "../../../components/gateway/callUses";
import { tierProblems, tiers } from "../../../components/gateway/tiers";
import { resilienceOf } from "../../../settings/resilience";

const churn = { name: "churn", mock: false, resilience: resilienceOf() };
const quick = { ...churn, resilience: resilienceOf({ timeout: 30, circuitBreaker: false }) };
const pooled = { ...churn, pool: [{ endpoint: "a", priority: 1, weight: 1 }] };
const member = { endpoint: "b", priority: 2, weight: 1 };
const ranked = { ...churn, pool: [...pooled.pool, member] };
const guarded = { ...churn, resilience: resilienceOf({ circuitBreaker: { failures: 3 } }) };

describe("calls in a tier that has less", () => {
    it("go without circuit breakers and end early, which is said, and refused only where it was asked for", () => {
        assert.deepEqual(tierProblems(callUses([churn]), "Consumption"), []);
        const said = callLimits([churn, churn], "Consumption");
        assert.equal(said.length, 2);
        assert.match(said[0]!, /Consumption tier has no circuit breakers/);
        assert.match(said[1]!, /Microsoft documents 30 seconds for a call in the Consumption tier/);
    });

    it("are refused with a circuit breaker or priorities of the stack's own, naming the tiers that can", () => {
        const problems = tierProblems(callUses([guarded, ranked]), "Consumption");
        assert.equal(problems.length, 2);
        assert.match(problems[0]!, /resilience\.circuitBreaker: the Consumption tier .* Developer, .* have/);
        assert.match(problems[1]!, /pool of "churn": the Consumption tier has no pools with more than one priority/);
        assert.deepEqual(tierProblems(callUses([guarded, ranked]), "Developer"), []);
    });

    it("are spread over pools of one priority in every tier", () => {
        for (const tier of tiers) assert.deepEqual(tierProblems(callUses([pooled]), tier), []);
    });

    it("are said nothing of where there is nothing to say", () => {
        assert.deepEqual(callLimits([churn, pooled], "Developer"), []);
        assert.deepEqual(callLimits([quick], "Consumption"), []);
        assert.deepEqual(callLimits([{ ...churn, mock: true }], "Consumption"), []);
        assert.equal(callLimits([churn], "StandardV2").length, 1);
    });
});
