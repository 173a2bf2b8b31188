import { callApi, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "bandwidth-counts-bodies",
    claim: "The bandwidth of a quota is what the bodies hold, both ways, in units of 1024 bytes.",
    source: "inferred: the documentation only says kilobytes",
    date: "2026-11-27",
    setup: [
        putApi({ serviceUrl: "$UPSTREAM" }),
        putOperation,
        putPolicy({ inbound: '<quota-by-key bandwidth="1" renewal-period="300" counter-key="$RUN" />' }),
    ],
    calls: [
        { ...callApi({ body: { bytes: 500 } }), expect: { status: 200 } },
        { ...callApi({ body: { bytes: 12 } }), expect: { status: 200 } },
        { ...callApi({ body: { bytes: 1 } }), expect: { status: 403 } },
    ],
    cleanup: [removeApi],
};
