import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "content-safety-of-streams",
    claim: "A stream is held back until a window of its text is checked, and ends without a word where a check fails.",
    source: "llm-content-safety page, 2026-03-16 (buffers events in a sliding window, stops forwarding, no 403); inferred: which events are held back",
    date: "2026-11-28",
    calls: [],
    untestable: "It needs an Azure AI Content Safety resource, which costs money and has an owner of its own.",
};
