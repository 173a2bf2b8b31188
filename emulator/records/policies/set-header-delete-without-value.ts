import { policyRefused } from "../build";

export const record = policyRefused({
    id: "set-header-delete-without-value",
    claim: "A `set-header` that deletes has no value.",
    source: "inferred",
    date: "2026-11-27",
    policy: '<set-header name="A" exists-action="delete"><value>1</value></set-header>',
    blames: ["set-header", "A header that is deleted cannot have a value."],
});
