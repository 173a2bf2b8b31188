import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "token-metric-empty-dimension",
    claim: "A default dimension that a call has no value for is logged as the empty text.",
    source: "inferred",
    date: "2026-11-27",
    calls: [],
    untestable: "It shows in Application Insights only.",
};
