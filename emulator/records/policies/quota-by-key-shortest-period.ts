import { policyRefused } from "../build";

export const record = policyRefused({
    id: "quota-by-key-shortest-period",
    claim: "A `quota-by-key` with a renewal period below 300 seconds, other than 0, is refused.",
    source: "inferred: the text; https://github.com/MicrosoftDocs/azure-docs/issues/119835 has the rule",
    date: "2026-11-27",
    policy: '<quota-by-key calls="1" renewal-period="299" counter-key="a" />',
    blames: ["quota-by-key", "The 'renewal-period' attribute has to be 0 or at least 300."],
});
