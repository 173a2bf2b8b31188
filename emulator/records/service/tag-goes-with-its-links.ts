import { put, putApi, remove, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "tag-goes-with-its-links",
    claim: "A tag that goes takes its links to APIs and products along.",
    source: "inferred",
    date: "2026-11-27",
    setup: [putApi(), put("/tags/$RUN", { displayName: "$RUN" }), put("/apis/$RUN/tags/$RUN", {})],
    calls: [
        { ...remove("/tags/$RUN"), expect: { status: 200 } },
        { at: "service", method: "HEAD", path: "/apis/$RUN/tags/$RUN", expect: { status: 404 } },
    ],
    cleanup: [removeApi, remove("/tags/$RUN")],
};
