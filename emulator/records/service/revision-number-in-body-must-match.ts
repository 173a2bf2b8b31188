import { put, putApi, refused, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "revision-number-in-body-must-match",
    claim: "A PUT of a revision whose body names another number is refused.",
    source: "inferred: the text",
    date: "2026-11-27",
    setup: [putApi()],
    calls: [
        {
            ...put("/apis/$RUN;rev=2", { path: "$RUN", apiRevision: "3" }),
            expect: refused("apiRevision", "Value should be '2', the revision that the request is about."),
        },
    ],
    cleanup: [removeApi],
};
