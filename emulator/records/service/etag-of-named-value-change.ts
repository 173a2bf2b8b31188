import { put, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "etag-of-named-value-change",
    claim: "The response to a PATCH of a named value has an ETag.",
    source: "REST specification 2024-05-01 and recordings of azure-service-operator",
    date: "2026-11-27",
    setup: [put("/namedValues/$RUN", { displayName: "$RUN", value: "a" })],
    calls: [
        {
            at: "service",
            method: "PATCH",
            path: "/namedValues/$RUN",
            headers: { "if-match": "*" },
            body: { properties: { value: "b" } },
            wait: false,
            expect: { status: [200, 202], headers: { etag: { matches: '".+"' } } },
        },
    ],
    cleanup: [remove("/namedValues/$RUN")],
};
