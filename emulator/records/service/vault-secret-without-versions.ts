import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "vault-secret-without-versions",
    claim: "The list of versions of a secret that a key vault does not have, or has as deleted, is empty.",
    source: "inferred: the reference of Get Secret Versions names no other answer",
    date: "2026-11-28",
    calls: [],
    untestable: "It needs a key vault.",
};
