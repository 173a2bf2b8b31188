import { put, putApi, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "revision-inherits-path",
    claim: "A revision that names its source and nothing else inherits the rest, the path included.",
    source: "REST specification 2024-05-01, ApiCreateRevision example; inferred: that no other member is needed",
    date: "2026-11-27",
    setup: [putApi({ serviceUrl: "https://example.com" })],
    calls: [
        { ...put("/apis/$RUN;rev=2", { sourceApiId: "/apis/$RUN" }), expect: { status: 200 } },
        {
            at: "service",
            method: "GET",
            path: "/apis/$RUN;rev=2",
            expect: {
                status: 200,
                body: { properties: { path: "$RUN", displayName: "$RUN", serviceUrl: "https://example.com" } },
            },
        },
    ],
    cleanup: [removeApi],
};
