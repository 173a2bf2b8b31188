import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "retry-sees-open-breaker",
    claim: "A `retry` whose condition is the status sees the 503 of an open circuit breaker before on-error does.",
    source: "inferred from published policies",
    date: "2026-11-27",
    calls: [],
    untestable: "Whether the gateway tried again shows in no answer.",
};
