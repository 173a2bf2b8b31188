import { put } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "group-built-in",
    claim: "A built-in group cannot be changed.",
    source: "inferred: the text",
    date: "2026-11-27",
    cannot: "It writes a group that the run did not create.",
    calls: [
        {
            ...put("/groups/guests", { displayName: "Guests" }),
            expect: {
                status: 400,
                body: { error: { code: "ValidationError", message: "System group cannot be modified." } },
            },
        },
    ],
};
