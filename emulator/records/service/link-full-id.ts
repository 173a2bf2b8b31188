import { put, putApi, refused, remove, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "link-full-id",
    claim: "A link names what it links to by its full id.",
    source: "inferred: the text",
    date: "2026-11-27",
    setup: [
        putApi(),
        put("/products/$RUN", { displayName: "$RUN", subscriptionRequired: true, state: "notPublished" }),
    ],
    calls: [
        {
            ...put("/products/$RUN/apiLinks/one", { apiId: "/apis/$RUN" }),
            expect: refused("apiId", "Value should be the full id of an API of this service."),
        },
    ],
    cleanup: [remove("/products/$RUN?deleteSubscriptions=true"), removeApi],
};
