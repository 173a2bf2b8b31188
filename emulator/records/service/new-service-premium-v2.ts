import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "new-service-premium-v2",
    claim: "A PUT of a new service with version 2024-05-01 takes the tier PremiumV2.",
    source: "inferred: the specification's list of tiers lacks it, and is open",
    date: "2026-11-27",
    calls: [],
    untestable: "It takes a new service of that tier.",
};
