import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "logger-takes-its-named-value-along",
    claim: "With a logger goes the secret named value that was made of its credential; those of earlier credentials stay.",
    source: "inferred",
    date: "2026-11-27",
    calls: [],
    untestable: "Other named values come and go meanwhile; two lists, before and after, show it to a person.",
};
