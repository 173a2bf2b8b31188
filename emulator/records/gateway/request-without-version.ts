import { callApi, put, putApi, putOperation, remove, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "request-without-version",
    claim: "A request that names no version is for the API of the version set that has none; one that names a version that is not there is for nothing.",
    source: "inferred",
    date: "2026-11-27",
    setup: [
        put("/apiVersionSets/$RUN", { displayName: "$RUN", versioningScheme: "Query", versionQueryName: "v" }),
        putApi({ apiVersionSetId: "$SERVICE/apiVersionSets/$RUN", serviceUrl: "$UPSTREAM" }),
        putOperation,
    ],
    calls: [
        { ...callApi(), expect: { status: 200 } },
        { ...callApi({ path: "/$RUN/call?v=v9" }), expect: { status: 404 } },
    ],
    cleanup: [removeApi, remove("/apiVersionSets/$RUN")],
};
