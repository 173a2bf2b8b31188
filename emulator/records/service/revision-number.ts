import { put, putApi, refused, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "revision-number",
    claim: "A revision has a whole number from 1 on.",
    source: "inferred: the text",
    date: "2026-11-27",
    setup: [putApi()],
    calls: [
        {
            ...put("/apis/$RUN;rev=first", { path: "$RUN" }),
            expect: refused("name", "A revision should be a whole number of at least 1."),
        },
    ],
    cleanup: [removeApi],
};
