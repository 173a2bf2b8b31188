import { policyRefused } from "../build";

export const record = policyRefused({
    id: "set-header-untouchable",
    claim: "Headers of a connection, such as `Content-Length`, cannot be set.",
    source: "inferred: the text; the rule is documented",
    date: "2026-11-27",
    policy: '<set-header name="Content-Length"><value>1</value></set-header>',
    blames: ["set-header", "Header 'Content-Length' cannot be changed."],
});
