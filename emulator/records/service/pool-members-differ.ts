import { put, refused, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "pool-members-differ",
    claim: "A backend is listed once in a pool.",
    source: "inferred: the text",
    date: "2026-11-27",
    setup: [put("/backends/$RUN-a", { url: "https://example.com", protocol: "http" })],
    calls: [
        {
            ...put("/backends/$RUN", {
                type: "Pool",
                pool: { services: [{ id: "/backends/$RUN-a" }, { id: "/backends/$RUN-a" }] },
            }),
            expect: refused("pool", { matches: "The backend '.*/backends/$RUN-a' is listed more than once\\." }),
        },
    ],
    cleanup: [remove("/backends/$RUN"), remove("/backends/$RUN-a")],
};
