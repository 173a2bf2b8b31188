import { put, putApi, refused, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "release-of-own-revision",
    claim: "A release names a revision of its own API.",
    source: "inferred: the text",
    date: "2026-11-27",
    setup: [putApi()],
    calls: [
        {
            ...put("/apis/$RUN/releases/first", { apiId: "/apis/another" }),
            expect: refused("apiId", "Value should be the id of a revision of this API."),
        },
    ],
    cleanup: [removeApi],
};
