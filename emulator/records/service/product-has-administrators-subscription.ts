import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "product-has-administrators-subscription",
    claim: "A new product has one subscription: of user 1, without a display name, under an identifier of 24 hexadecimal digits.",
    source: "https://github.com/Azure/azure-service-operator/issues/3408; inferred: the identifier's form and the missing name, from the examples of the REST specification",
    date: "2026-11-27",
    setup: [{ at: "service", method: "PUT", path: "/products/$RUN", body: { properties: { displayName: "$RUN" } } }],
    calls: [
        {
            at: "service",
            method: "GET",
            path: "/products/$RUN/subscriptions",
            expect: {
                status: 200,
                body: {
                    value: [
                        {
                            name: { matches: "[0-9a-f]{24}" },
                            properties: { ownerId: { matches: ".*/users/1" }, displayName: null },
                        },
                    ],
                },
            },
        },
    ],
    cleanup: [{ at: "service", method: "DELETE", path: "/products/$RUN?deleteSubscriptions=true" }],
};
