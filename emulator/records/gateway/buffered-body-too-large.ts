import { callApi, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "buffered-body-too-large",
    claim: "A request body that is to be kept and is larger than 2 MiB fails the call with 500.",
    source: "inferred: the answer; the limit is documented (service limits, 2026-04-08)",
    date: "2026-11-27",
    tiers: ["Consumption", "BasicV2", "StandardV2", "PremiumV2"],
    setup: [
        putApi({ serviceUrl: "$UPSTREAM" }),
        putOperation,
        putPolicy({ backend: '<forward-request buffer-request-body="true" />' }),
    ],
    calls: [
        { ...callApi({ body: { bytes: 2097152 } }), expect: { status: 200 } },
        { ...callApi({ body: { bytes: 2097153 } }), expect: { status: 500 } },
    ],
    cleanup: [removeApi],
};
