import { policyRefused } from "../build";

export const record = policyRefused({
    id: "mock-response-status-range",
    claim: "A `mock-response` with a status outside of 100 to 599 is refused.",
    source: "inferred",
    date: "2026-11-27",
    policy: '<mock-response status-code="600" />',
    blames: ["mock-response", "The status code is out of range."],
});
