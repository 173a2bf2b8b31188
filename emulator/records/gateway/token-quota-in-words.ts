import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "token-quota-in-words",
    claim: "A used-up token quota says when it is replenished in days, hours, minutes and seconds, all that are not zero.",
    source: "inferred from `24 days, 14 hours` and `41 minutes and 54 seconds` in public reports",
    date: "2026-11-27",
    calls: [],
    untestable: "How long it takes depends on the day of the run.",
};
