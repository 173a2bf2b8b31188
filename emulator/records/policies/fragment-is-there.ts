import { policyRefused } from "../build";

export const record = policyRefused({
    id: "fragment-is-there",
    claim: "A policy that includes a fragment which is not there is refused.",
    source: "https://github.com/Azure/apiops/issues/668",
    date: "2026-11-28",
    policy: '<include-fragment fragment-id="no-such-fragment" />',
    blames: ["include-fragment", "Policy fragment with id 'no-such-fragment' could not be found."],
});
