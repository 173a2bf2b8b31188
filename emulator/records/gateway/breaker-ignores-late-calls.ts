import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "breaker-ignores-late-calls",
    claim: "Calls that were under way when a circuit breaker tripped change nothing in its count.",
    source: "inferred",
    date: "2026-11-27",
    calls: [],
    untestable: "It needs calls that overlap.",
};
