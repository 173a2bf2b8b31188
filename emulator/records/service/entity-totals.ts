import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "entity-totals",
    claim: "An entity beyond what the service's tier takes of its kind is refused with 400 ValidationError.",
    source: "service limits, enforced from March 2026; inferred: status, code and text",
    date: "2026-11-27",
    calls: [],
    untestable: "It needs a service that is full.",
};
