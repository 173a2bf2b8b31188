import { put, putApi, refused, remove, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "link-once",
    claim: "An API is linked to a product once; a second link of the same two is refused.",
    source: "inferred",
    date: "2026-11-27",
    setup: [
        putApi(),
        put("/products/$RUN", { displayName: "$RUN", subscriptionRequired: true, state: "notPublished" }),
        put("/products/$RUN/apiLinks/one", { apiId: "$SERVICE/apis/$RUN" }),
    ],
    calls: [
        {
            ...put("/products/$RUN/apiLinks/two", { apiId: "$SERVICE/apis/$RUN" }),
            expect: refused("apiId", "Link to the same entity already exists: one."),
        },
    ],
    cleanup: [remove("/products/$RUN?deleteSubscriptions=true"), removeApi],
};
