import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "retry-evaluates-before-each-wait",
    claim: "The attributes of `retry` are evaluated before each wait.",
    source: "inferred: the documentation only says that each attribute takes expressions",
    date: "2026-11-27",
    calls: [],
    untestable: "How long the gateway waited shows only in the time that a call takes.",
};
