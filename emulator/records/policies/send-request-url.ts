import { policyRefused } from "../build";

export const record = policyRefused({
    id: "send-request-url",
    claim: "A `send-request` whose address is no URL is refused.",
    source: "inferred",
    date: "2026-11-27",
    policy: '<send-request mode="new" response-variable-name="a"><set-url>nowhere</set-url><set-method>GET</set-method></send-request>',
    blames: ["set-url", "The URL is invalid."],
});
