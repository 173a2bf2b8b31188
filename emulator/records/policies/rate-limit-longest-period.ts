import { policyRefused } from "../build";

export const record = policyRefused({
    id: "rate-limit-longest-period",
    claim: "A rate limit with a renewal period above 300 seconds is refused.",
    source: "inferred: the text; https://github.com/MicrosoftDocs/azure-docs/issues/17231 has the rule",
    date: "2026-11-27",
    policy: '<rate-limit calls="1" renewal-period="301" />',
    blames: ["rate-limit", "The 'renewal-period' attribute has to be 1 to 300."],
});
