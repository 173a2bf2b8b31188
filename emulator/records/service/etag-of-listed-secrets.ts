import { put, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "etag-of-listed-secrets",
    claim: "The response to `listSecrets` of a subscription has its ETag.",
    source: "REST specification 2024-05-01 and recordings of azure-service-operator",
    date: "2026-11-27",
    setup: [put("/subscriptions/$RUN", { displayName: "$RUN", scope: "/apis" })],
    calls: [
        {
            at: "service",
            method: "POST",
            path: "/subscriptions/$RUN/listSecrets",
            expect: { status: 200, headers: { etag: { matches: '".+"' } } },
        },
    ],
    cleanup: [remove("/subscriptions/$RUN")],
};
