import { put, putApi, remove, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "link-takes-over",
    claim: "A link with an id of its own takes over one that was made without.",
    source: "inferred",
    date: "2026-11-27",
    setup: [
        putApi(),
        put("/products/$RUN", { displayName: "$RUN", subscriptionRequired: true, state: "notPublished" }),
        put("/products/$RUN/apis/$RUN", {}),
    ],
    calls: [{ ...put("/products/$RUN/apiLinks/one", { apiId: "$SERVICE/apis/$RUN" }), expect: { status: 201 } }],
    cleanup: [remove("/products/$RUN?deleteSubscriptions=true"), removeApi],
};
