import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "portal-of-new-service",
    claim: "A new service of a v2 tier has no developer portal unless the request turns it on; classic tiers have one.",
    source: "REST specification 2024-05-01; inferred for v2 from `enable the developer portal` in its documentation",
    date: "2026-11-27",
    calls: [],
    untestable: "It needs a new service, which takes minutes and costs money.",
};
