import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "rate-limit-in-consumption",
    claim: "The Consumption tier limits calls by a sliding window, as classic tiers do.",
    source: "inferred",
    date: "2026-11-27",
    calls: [],
    untestable: "One window looks like the other until some of it has passed.",
};
