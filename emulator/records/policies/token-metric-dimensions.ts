import { policyRefused } from "../build";

export const record = policyRefused({
    id: "token-metric-dimensions",
    claim: "An `llm-emit-token-metric` with more than 5 dimensions is refused.",
    source: "inferred: the text; the rule is documented",
    date: "2026-11-27",
    policy: '<llm-emit-token-metric><dimension name="d0" value="v" /><dimension name="d1" value="v" /><dimension name="d2" value="v" /><dimension name="d3" value="v" /><dimension name="d4" value="v" /><dimension name="d5" value="v" /></llm-emit-token-metric>',
    blames: ["llm-emit-token-metric", "No more than 5 dimensions are allowed."],
});
