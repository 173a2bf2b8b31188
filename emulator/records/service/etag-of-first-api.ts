import { putApi, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "etag-of-first-api",
    claim: "The response to the first PUT of an API has an ETag.",
    source: "REST specification 2024-05-01 and recordings of azure-service-operator",
    date: "2026-11-27",
    calls: [{ ...putApi(), wait: false, expect: { status: [201, 202], headers: { etag: { matches: '".+"' } } } }],
    cleanup: [removeApi],
};
