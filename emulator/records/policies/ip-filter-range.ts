import { policyRefused } from "../build";

export const record = policyRefused({
    id: "ip-filter-range",
    claim: "A range of addresses that ends before it begins is refused.",
    source: "inferred",
    date: "2026-11-27",
    policy: '<ip-filter action="allow"><address-range from="10.0.0.9" to="10.0.0.1" /></ip-filter>',
    blames: ["address-range", "The IP address range is invalid."],
});
