import { put, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "subscription-waits-for-approval",
    claim: "A subscription that a user asks for waits where its product wants approval; an administrator's is active at once.",
    source: "inferred: the first; recordings of azure-service-operator have the second",
    date: "2026-11-27",
    setup: [
        put("/products/$RUN", {
            displayName: "$RUN",
            subscriptionRequired: true,
            approvalRequired: true,
            state: "notPublished",
        }),
    ],
    calls: [
        {
            ...put("/subscriptions/$RUN-user", {
                displayName: "$RUN-user",
                scope: "/products/$RUN",
                ownerId: "/users/1",
            }),
            expect: { status: 201, body: { properties: { state: "submitted" } } },
        },
        {
            ...put("/subscriptions/$RUN-admin", { displayName: "$RUN-admin", scope: "/products/$RUN" }),
            expect: { status: 201, body: { properties: { state: "active" } } },
        },
    ],
    cleanup: [
        remove("/subscriptions/$RUN-user"),
        remove("/subscriptions/$RUN-admin"),
        remove("/products/$RUN?deleteSubscriptions=true"),
    ],
};
