import { put, refused, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "version-set-needs-its-name",
    claim: "A version set by header or query needs the name of it.",
    source: "inferred: the text; the specification of 2024-05-01 has the rule",
    date: "2026-11-27",
    calls: [
        {
            ...put("/apiVersionSets/$RUN", { displayName: "$RUN", versioningScheme: "Header" }),
            expect: refused("versionHeaderName", "Value is required when the versioning scheme is 'Header'."),
        },
    ],
    cleanup: [remove("/apiVersionSets/$RUN")],
};
