import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "app-not-running",
    claim: "An app whose compute is not ACTIVE, or that is not RUNNING, answers 502 with a page.",
    source: "inferred",
    date: "2026-11-28",
    calls: [],
    untestable: "An app has a host of its own, which a record has no variable for.",
};
