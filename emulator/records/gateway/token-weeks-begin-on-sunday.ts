import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "token-weeks-begin-on-sunday",
    claim: "A weekly token quota begins anew on Sunday, 00:00 UTC.",
    source: "inferred: the documentation says `the UTC timestamp truncated to the unit`",
    date: "2026-11-27",
    calls: [],
    untestable: "It shows once a week.",
};
