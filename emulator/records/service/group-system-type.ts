import { put, refused, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "group-system-type",
    claim: "A group of the type `system` cannot be made.",
    source: "inferred: the text",
    date: "2026-11-27",
    calls: [
        {
            ...put("/groups/$RUN", { displayName: "$RUN", type: "system" }),
            expect: refused("type", "A group of the type 'system' cannot be created."),
        },
    ],
    cleanup: [remove("/groups/$RUN")],
};
