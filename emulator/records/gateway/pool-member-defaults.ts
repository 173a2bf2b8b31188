import { callApi, put, putApi, putOperation, putPolicy, remove, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "pool-member-defaults",
    claim: "A member of a pool without a priority comes before one with priority 1.",
    source: "inferred",
    date: "2026-11-27",
    setup: [
        put("/backends/$RUN-a", { url: "$UPSTREAM/a", protocol: "http" }),
        put("/backends/$RUN-b", { url: "$UPSTREAM/b?status=418", protocol: "http" }),
        put("/backends/$RUN", {
            type: "Pool",
            pool: { services: [{ id: "/backends/$RUN-a" }, { id: "/backends/$RUN-b", priority: 1 }] },
        }),
        putApi(),
        putOperation,
        putPolicy({ inbound: '<set-backend-service backend-id="$RUN" />' }),
    ],
    calls: [
        { ...callApi(), expect: { status: 200 } },
        { ...callApi(), expect: { status: 200 } },
    ],
    cleanup: [removeApi, remove("/backends/$RUN"), remove("/backends/$RUN-a"), remove("/backends/$RUN-b")],
};
