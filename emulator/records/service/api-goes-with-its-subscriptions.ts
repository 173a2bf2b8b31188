import { put, putApi, remove, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "api-goes-with-its-subscriptions",
    claim: "An API that goes takes the subscriptions to it along, whoever made them; a product with subscriptions is not deleted.",
    source: "https://github.com/Azure/apiops/issues/94 for products; inferred: what becomes of an API's",
    date: "2026-11-27",
    setup: [
        putApi(),
        put("/subscriptions/$RUN", { displayName: "$RUN", scope: "/apis/$RUN" }),
        put("/products/$RUN", { displayName: "$RUN" }),
    ],
    calls: [
        { ...removeApi, expect: { status: 200 } },
        { at: "service", method: "GET", path: "/subscriptions/$RUN", expect: { status: 404 } },
        {
            ...remove("/products/$RUN"),
            expect: {
                status: 400,
                body: {
                    error: {
                        code: "ValidationError",
                        message: { matches: "Product cannot be deleted since it has existing subscriptions.*" },
                    },
                },
            },
        },
    ],
    cleanup: [removeApi, remove("/subscriptions/$RUN"), remove("/products/$RUN?deleteSubscriptions=true")],
};
