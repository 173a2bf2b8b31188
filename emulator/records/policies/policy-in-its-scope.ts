import { policyRefused } from "../build";

export const record = policyRefused({
    id: "policy-in-its-scope",
    claim: "A policy at a scope that it is not for is refused.",
    source: "https://github.com/MicrosoftDocs/azure-docs/issues/111058; inferred: that it begins with the element and its place",
    date: "2026-11-27",
    policy: '<quota calls="1" renewal-period="300" />',
    blames: ["quota", "Policy is not allowed in the specified scope"],
});
