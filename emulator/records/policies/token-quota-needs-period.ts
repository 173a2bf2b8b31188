import { policyRefused } from "../build";

export const record = policyRefused({
    id: "token-quota-needs-period",
    claim: "A token quota without its period is refused.",
    source: "inferred: the text; the rule is documented",
    date: "2026-11-27",
    policy: '<llm-token-limit counter-key="a" estimate-prompt-tokens="false" token-quota="1" />',
    blames: ["llm-token-limit", "'token-quota' and 'token-quota-period' must be specified together."],
});
