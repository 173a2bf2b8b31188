import { put, refused, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "pool-member-is-there",
    claim: "A member of a pool that is not there is refused.",
    source: "inferred: the text",
    date: "2026-11-27",
    calls: [
        {
            ...put("/backends/$RUN", { type: "Pool", pool: { services: [{ id: "/backends/nobody" }] } }),
            expect: refused("pool", "Backend with id '/backends/nobody' could not be found."),
        },
    ],
    cleanup: [remove("/backends/$RUN")],
};
