import { policyRefused } from "../build";

export const record = policyRefused({
    id: "jwt-status-range",
    claim: "A `validate-jwt` whose status for failures is outside of 100 to 599 is refused.",
    source: "inferred",
    date: "2026-11-27",
    policy: '<validate-jwt header-name="Authorization" failed-validation-httpcode="600"><openid-config url="https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration" /></validate-jwt>',
    blames: ["validate-jwt", "The status code is out of range."],
});
