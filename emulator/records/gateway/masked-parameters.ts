import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "masked-parameters",
    claim: "A query parameter that a diagnostic masks is logged as `***`, and one that it hides not at all.",
    source: "inferred: the text",
    date: "2026-11-27",
    calls: [],
    untestable: "It shows in Application Insights only.",
};
