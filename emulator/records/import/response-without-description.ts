import { importDocument, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "response-without-description",
    claim: "A response without a description gets an empty one.",
    source: "service changelog, September 2025",
    date: "2026-11-27",
    setup: [importDocument({ paths: { "/a": { get: { responses: { "200": {} } } } } })],
    calls: [
        {
            at: "service",
            method: "GET",
            path: "/apis/$RUN/operations",
            expect: {
                status: 200,
                body: { value: [{ properties: { responses: [{ statusCode: 200, description: "" }] } }] },
            },
        },
    ],
    cleanup: [removeApi],
};
