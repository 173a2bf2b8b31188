import { policyRefused } from "../build";

export const record = policyRefused({
    id: "content-safety-window",
    claim: "A window of `llm-content-safety` has 1 to 10,000 characters, more than it overlaps.",
    source: "inferred; 10,000 is the limit of Azure AI Content Safety (llm-content-safety page, 2026-03-16)",
    date: "2026-11-28",
    policy: '<llm-content-safety backend-id="none" window-size="10001" />',
    blames: ["llm-content-safety", "The 'window-size' attribute must be between 1 and 10000."],
});
