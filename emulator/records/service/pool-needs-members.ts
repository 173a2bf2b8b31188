import { put, refused, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "pool-needs-members",
    claim: "A backend of the type Pool needs its pool.",
    source: "inferred: the text",
    date: "2026-11-27",
    calls: [{ ...put("/backends/$RUN", { type: "Pool" }), expect: refused("pool", "Value is required for 'pool'.") }],
    cleanup: [remove("/backends/$RUN")],
};
