import { put, refused, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "backend-pool-needs-type",
    claim: "A backend with a pool is of the type Pool.",
    source: "inferred: the text",
    date: "2026-11-27",
    calls: [
        {
            ...put("/backends/$RUN", {
                url: "https://example.com",
                protocol: "http",
                pool: { services: [{ id: "/backends/a" }] },
            }),
            expect: refused("pool", "Only a backend of type 'Pool' has a pool."),
        },
    ],
    cleanup: [remove("/backends/$RUN")],
};
