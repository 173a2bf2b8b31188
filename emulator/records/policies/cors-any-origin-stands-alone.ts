import { policyRefused } from "../build";

export const record = policyRefused({
    id: "cors-any-origin-stands-alone",
    claim: "The origin `*` beside another one is refused.",
    source: "inferred: the text; the rule is documented",
    date: "2026-11-27",
    policy: "<cors><allowed-origins><origin>*</origin><origin>https://a.example.com</origin></allowed-origins></cors>",
    blames: ["cors", "The origin '*' can only stand alone."],
});
