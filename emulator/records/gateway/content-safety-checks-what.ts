import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "content-safety-checks-what",
    claim: "`llm-content-safety` checks the texts of messages, prompt, input and instructions of a request, joined by line ends, in windows of 10,000 characters without overlap. A request without such a text passes unchecked.",
    source: "llm-content-safety page, 2026-03-16 (concatenation of all texts, windows); inferred: which members, how they are joined, and requests without texts",
    date: "2026-11-28",
    calls: [],
    untestable: "It needs an Azure AI Content Safety resource, which costs money and has an owner of its own.",
};
