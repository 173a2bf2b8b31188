import { put, putApi, refused, remove, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "version-is-one-segment",
    claim: "A version in the path is one segment.",
    source: "inferred",
    date: "2026-11-27",
    setup: [put("/apiVersionSets/$RUN", { displayName: "$RUN", versioningScheme: "Segment" })],
    calls: [
        {
            ...putApi({ apiVersion: "v/1", apiVersionSetId: "$SERVICE/apiVersionSets/$RUN" }),
            expect: refused("apiVersion", "Value should be one segment of a path."),
        },
    ],
    cleanup: [removeApi, remove("/apiVersionSets/$RUN")],
};
