import { policyRefused } from "../build";

export const record = policyRefused({
    id: "cors-origin-is-uri",
    claim: "An allowed origin that is no URI is refused.",
    source: "inferred",
    date: "2026-11-27",
    policy: "<cors><allowed-origins><origin>example</origin></allowed-origins></cors>",
    blames: ["cors", "The origin is no URI."],
});
