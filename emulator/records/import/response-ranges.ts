import { importDocument, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "response-ranges",
    claim: "A response for `default` or a range of statuses is not kept, because it has no single status.",
    source: "inferred",
    date: "2026-11-27",
    setup: [
        importDocument({
            paths: {
                "/a": {
                    get: {
                        responses: {
                            "200": { description: "OK" },
                            "4XX": { description: "Wrong" },
                            default: { description: "Other" },
                        },
                    },
                },
            },
        }),
    ],
    calls: [
        {
            at: "service",
            method: "GET",
            path: "/apis/$RUN/operations",
            expect: { status: 200, body: { value: [{ properties: { responses: [{ statusCode: 200 }] } }] } },
        },
    ],
    cleanup: [removeApi],
};
