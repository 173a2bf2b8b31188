import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "concurrency-refusal",
    claim: "More calls at a time than `limit-concurrency` lets through get 429 with the message `Too Many Requests`.",
    source: "inferred: the text; the status is documented",
    date: "2026-11-27",
    calls: [],
    untestable: "It needs calls that overlap.",
};
