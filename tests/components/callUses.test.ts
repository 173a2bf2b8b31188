import assert from "node:assert/strict";
import { callLimits, callUses } from "../../components/callUses";
import { tierProblems } from "../../components/tiers";
import { resilienceOf } from "../../settings/resilience";

const churn = { name: "churn", mock: false, resilience: resilienceOf() };
const quick = { ...churn, resilience: resilienceOf({ timeout: 30, circuitBreaker: false }) };
const pooled = { ...churn, pool: [{ endpoint: "a", priority: 1, weight: 1 }] };
const guarded = { ...churn, resilience: resilienceOf({ circuitBreaker: { failures: 3 } }) };

describe("calls in a tier that has less", () => {
    it("go without circuit breakers and end early, which is said, and refused only where it was asked for", () => {
        assert.deepEqual(tierProblems(callUses([churn]), "Consumption"), []);
        const said = callLimits([churn, churn], "Consumption");
        assert.equal(said.length, 2);
        assert.match(said[0]!, /Consumption tier has no circuit breakers/);
        assert.match(said[1]!, /ends every call after 30 seconds/);
    });

    it("are refused with a circuit breaker or a pool of the stack's own, naming the tiers that can", () => {
        const problems = tierProblems(callUses([guarded, pooled]), "Consumption");
        assert.equal(problems.length, 2);
        assert.match(problems[0]!, /resilience\.circuitBreaker: the Consumption tier .* Developer, .* have/);
        assert.match(problems[1]!, /pool of "churn": the Consumption tier has no pools/);
        assert.deepEqual(tierProblems(callUses([guarded, pooled]), "Developer"), []);
    });

    it("are said nothing of where there is nothing to say", () => {
        assert.deepEqual(callLimits([churn, pooled], "Developer"), []);
        assert.deepEqual(callLimits([quick], "Consumption"), []);
        assert.deepEqual(callLimits([{ ...churn, mock: true }], "Consumption"), []);
        assert.equal(callLimits([churn], "StandardV2").length, 1);
    });
});
