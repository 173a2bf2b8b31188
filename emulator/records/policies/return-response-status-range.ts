import { policyRefused } from "../build";

export const record = policyRefused({
    id: "return-response-status-range",
    claim: "A `return-response` with a status outside of 100 to 599 is refused.",
    source: "inferred",
    date: "2026-11-27",
    policy: '<return-response><set-status code="600" /></return-response>',
    blames: ["set-status", "The status code is out of range."],
});
