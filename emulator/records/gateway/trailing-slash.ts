import { callApi, putApi, putOperation, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "trailing-slash",
    claim: "A slash at the end of a request's path does not count: `resource/` reaches the operation `resource`.",
    source: "public reports; inferred: that two slashes do",
    date: "2026-11-27",
    setup: [putApi({ serviceUrl: "$UPSTREAM" }), putOperation],
    calls: [
        { ...callApi({ path: "/$RUN/call/" }), expect: { status: 200 } },
        { ...callApi({ path: "/$RUN/call//" }), expect: { status: 404 } },
    ],
    cleanup: [removeApi],
};
