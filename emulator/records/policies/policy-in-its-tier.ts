import { policyRefused } from "../build";

export const record = policyRefused({
    id: "policy-in-its-tier",
    claim: "A policy that the tier does not have is refused.",
    source: "public reports of the text; inferred: that it begins with the element and its place",
    date: "2026-11-27",
    tiers: ["Consumption"],
    policy: '<rate-limit-by-key calls="1" renewal-period="60" counter-key="a" />',
    blames: ["rate-limit-by-key", "Policy is not allowed in 'Consumption' sku"],
});
