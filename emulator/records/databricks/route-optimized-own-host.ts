import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "route-optimized-own-host",
    claim: "A route-optimized endpoint that is queried at the workspace's own host answers 400.",
    source: "inferred: the body; that it answers on its own host only is documented since 2025-09-22",
    date: "2026-11-27",
    calls: [],
    untestable: "It needs a route-optimized endpoint.",
};
