import { policyRefused } from "../build";

export const record = policyRefused({
    id: "set-header-name",
    claim: "A `set-header` whose name is none of HTTP's is refused.",
    source: "inferred",
    date: "2026-11-27",
    policy: '<set-header name="a b"><value>c</value></set-header>',
    blames: ["set-header", "The header name is invalid."],
});
