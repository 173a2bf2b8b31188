import { importDocument, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "operation-display-name",
    claim: "An operation without summary and operationId is shown as its path and method.",
    source: "inferred from what the portal shows",
    date: "2026-11-27",
    setup: [importDocument({ paths: { "/a/b": { get: { responses: { "200": { description: "OK" } } } } } })],
    calls: [
        {
            at: "service",
            method: "GET",
            path: "/apis/$RUN/operations",
            expect: { status: 200, body: { value: [{ properties: { displayName: "/a/b - GET" } }] } },
        },
    ],
    cleanup: [removeApi],
};
