import { policyRefused } from "../build";

export const record = policyRefused({
    id: "token-metric-dimension-needs-value",
    claim: "A dimension of `llm-emit-token-metric` that has no value by default needs one.",
    source: "inferred: the text; the rule is documented",
    date: "2026-11-27",
    policy: '<llm-emit-token-metric><dimension name="mine" /></llm-emit-token-metric>',
    blames: ["dimension", "The dimension 'mine' needs a value."],
});
