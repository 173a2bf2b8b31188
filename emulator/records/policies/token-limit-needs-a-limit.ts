import { policyRefused } from "../build";

export const record = policyRefused({
    id: "token-limit-needs-a-limit",
    claim: "An `llm-token-limit` without a rate and without a quota is refused.",
    source: "inferred: the text; the rule is documented",
    date: "2026-11-27",
    policy: '<llm-token-limit counter-key="a" estimate-prompt-tokens="false" />',
    blames: ["llm-token-limit", "Either 'tokens-per-minute' or 'token-quota' or both must be specified."],
});
