import { policyRefused } from "../build";

export const record = policyRefused({
    id: "entra-token-from-one-place",
    claim: "A `validate-azure-ad-token` with both a header and a query parameter is refused.",
    source: "inferred",
    date: "2026-11-27",
    policy: '<validate-azure-ad-token tenant-id="11111111-2222-3333-4444-555555555555" header-name="a" query-parameter-name="b" />',
    blames: ["validate-azure-ad-token", "Only one of 'header-name' and 'query-parameter-name' can be specified."],
});
