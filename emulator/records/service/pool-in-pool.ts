import { put, refused, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "pool-in-pool",
    claim: "A pool is no member of another one.",
    source: "inferred: the text",
    date: "2026-11-27",
    setup: [
        put("/backends/$RUN-a", { url: "https://example.com", protocol: "http" }),
        put("/backends/$RUN-b", { type: "Pool", pool: { services: [{ id: "/backends/$RUN-a" }] } }),
    ],
    calls: [
        {
            ...put("/backends/$RUN", { type: "Pool", pool: { services: [{ id: "/backends/$RUN-b" }] } }),
            expect: refused("pool", "The backend '$RUN-b' is a pool: pools cannot be nested."),
        },
    ],
    cleanup: [remove("/backends/$RUN"), remove("/backends/$RUN-b"), remove("/backends/$RUN-a")],
};
