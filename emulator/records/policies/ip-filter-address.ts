import { policyRefused } from "../build";

export const record = policyRefused({
    id: "ip-filter-address",
    claim: "An address that is none is refused by `ip-filter`.",
    source: "inferred",
    date: "2026-11-27",
    policy: '<ip-filter action="allow"><address>10.0.0.0/8</address></ip-filter>',
    blames: ["address", "The IP address is invalid."],
});
