import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "capacity-of-tier",
    claim: "A service with more or fewer units than its tier has is refused.",
    source: "https://github.com/Azure/bicep-registry-modules/issues/2362 for Consumption; inferred: the text for the other tiers",
    date: "2026-11-27",
    tiers: ["Developer"],
    cannot: "It changes the service itself. If the claim is wrong, the service grows.",
    calls: [
        {
            at: "service",
            method: "PATCH",
            path: "",
            body: { sku: { name: "Developer", capacity: 2 }, properties: {} },
            expect: {
                status: 400,
                body: {
                    error: {
                        code: "InvalidParameters",
                        message: "Invalid parameter: For Developer SKU Type capacity must be specified as 1.",
                    },
                },
            },
        },
    ],
};
