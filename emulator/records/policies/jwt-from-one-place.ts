import { policyRefused } from "../build";

export const record = policyRefused({
    id: "jwt-from-one-place",
    claim: "A `validate-jwt` that says no place of the token is refused.",
    source: "inferred: the text; the rule is documented",
    date: "2026-11-27",
    policy: '<validate-jwt><openid-config url="https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration" /></validate-jwt>',
    blames: ["validate-jwt", "One of 'header-name', 'query-parameter-name' or 'token-value' must be specified."],
});
