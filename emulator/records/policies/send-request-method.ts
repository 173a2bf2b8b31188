import { policyRefused } from "../build";

export const record = policyRefused({
    id: "send-request-method",
    claim: "A `send-request` whose method is no word is refused.",
    source: "inferred",
    date: "2026-11-27",
    policy: '<send-request mode="new" response-variable-name="a"><set-url>https://example.com</set-url><set-method>GET IT</set-method></send-request>',
    blames: ["set-method", "The method is invalid."],
});
