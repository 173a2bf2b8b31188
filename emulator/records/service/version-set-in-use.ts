import { put, putApi, remove, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "version-set-in-use",
    claim: "A version set that an API belongs to cannot be deleted.",
    source: "inferred from the text for named values and backends",
    date: "2026-11-27",
    setup: [
        put("/apiVersionSets/$RUN", { displayName: "$RUN", versioningScheme: "Segment" }),
        putApi({ apiVersionSetId: "$SERVICE/apiVersionSets/$RUN", apiVersion: "v1" }),
    ],
    calls: [
        {
            ...remove("/apiVersionSets/$RUN"),
            expect: {
                status: 400,
                body: {
                    error: {
                        code: "ValidationError",
                        message: "The API Version Set '$RUN' is used by the following entities:\r\n/apis/$RUN\r\n",
                    },
                },
            },
        },
    ],
    cleanup: [removeApi, remove("/apiVersionSets/$RUN")],
};
