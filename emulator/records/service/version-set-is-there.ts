import { putApi, refused, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "version-set-is-there",
    claim: "An API of a version set that is not there is refused.",
    source: "inferred: the text",
    date: "2026-11-27",
    calls: [
        {
            ...putApi({ apiVersion: "v1", apiVersionSetId: "$SERVICE/apiVersionSets/$RUN" }),
            expect: refused("apiVersionSetId", "ApiVersionSet not found."),
        },
    ],
    cleanup: [removeApi],
};
