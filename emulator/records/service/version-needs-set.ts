import { putApi, refused, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "version-needs-set",
    claim: "An API with a version and without a version set is refused.",
    source: "inferred: the text",
    date: "2026-11-27",
    calls: [
        {
            ...putApi({ apiVersion: "v1" }),
            expect: refused("apiVersionSetId", "A version needs a version set: 'apiVersionSetId' is missing."),
        },
    ],
    cleanup: [removeApi],
};
