import { policyRefused } from "../build";

export const record = policyRefused({
    id: "quota-needs-calls-or-bandwidth",
    claim: "A quota without calls and without bandwidth is refused.",
    source: "inferred: the text; the rule is documented",
    date: "2026-11-27",
    policy: '<quota-by-key renewal-period="300" counter-key="a" />',
    blames: ["quota-by-key", "Either 'calls' or 'bandwidth' or both must be specified."],
});
