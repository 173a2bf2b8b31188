import { put, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "etag-of-first-named-value",
    claim: "The response to the first PUT of a named value has an ETag.",
    source: "REST specification 2024-05-01 and recordings of azure-service-operator",
    date: "2026-11-27",
    calls: [
        {
            ...put("/namedValues/$RUN", { displayName: "$RUN", value: "a" }),
            wait: false,
            expect: { status: [201, 202], headers: { etag: { matches: '".+"' } } },
        },
    ],
    cleanup: [remove("/namedValues/$RUN")],
};
