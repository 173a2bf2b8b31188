import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "data-plane-other-credentials",
    claim: "The host of a route-optimized endpoint answers 401 `Credential was not sent` to personal access tokens.",
    source: "inferred: which refusal it is",
    date: "2026-11-27",
    calls: [],
    untestable: "It needs a route-optimized endpoint.",
};
