import { put, refused, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "revision-first-is-one",
    claim: "The first revision of an API is number 1.",
    source: "inferred: the target; a public report has the rule",
    date: "2026-11-27",
    calls: [
        {
            ...put("/apis/$RUN;rev=2", { path: "$RUN" }),
            expect: refused("apiRevision", "The first revision of an API should be 1."),
        },
    ],
    cleanup: [removeApi],
};
