import { policyRefused } from "../build";

export const record = policyRefused({
    id: "content-safety-threshold",
    claim: "A threshold of `llm-content-safety` is 0 to 7.",
    source: "llm-content-safety page, 2026-03-16; inferred: the text",
    date: "2026-11-28",
    policy: '<llm-content-safety backend-id="none"><categories><category name="Hate" threshold="8" /></categories></llm-content-safety>',
    blames: ["category", "The 'threshold' attribute must be between 0 and 7."],
});
