import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "nested-too-deep",
    claim: "A document that is nested too deep is refused.",
    source: "inferred",
    date: "2026-11-27",
    calls: [],
    untestable: "The real limit and its text are not known.",
};
