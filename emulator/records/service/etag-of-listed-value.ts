import { put, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "etag-of-listed-value",
    claim: "The response to `listValue` of a named value has its ETag.",
    source: "REST specification 2024-05-01 and recordings of azure-service-operator",
    date: "2026-11-27",
    setup: [put("/namedValues/$RUN", { displayName: "$RUN", value: "a", secret: true })],
    calls: [
        {
            at: "service",
            method: "POST",
            path: "/namedValues/$RUN/listValue",
            expect: { status: 200, headers: { etag: { matches: '".+"' } }, body: { value: "a" } },
        },
    ],
    cleanup: [remove("/namedValues/$RUN")],
};
