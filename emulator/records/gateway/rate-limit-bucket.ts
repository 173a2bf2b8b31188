import { callApi, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "rate-limit-bucket",
    claim: "In version 2 of the tiers a burst empties a bucket, and then calls pass one by one as it fills.",
    source: "rate-limit, 2025-11-14; inferred: that the bucket takes `calls`, fills evenly within `renewal-period`, and that Retry-After tells when the next call passes",
    date: "2026-11-27",
    tiers: ["BasicV2", "StandardV2", "PremiumV2"],
    setup: [
        putApi({ serviceUrl: "$UPSTREAM" }),
        putOperation,
        putPolicy({ inbound: '<rate-limit-by-key calls="2" renewal-period="60" counter-key="$RUN" />' }),
    ],
    calls: [
        { ...callApi(), expect: { status: 200 } },
        { ...callApi(), expect: { status: 200 } },
        { ...callApi(), expect: { status: 429, headers: { "retry-after": { matches: "29|30" } } } },
    ],
    cleanup: [removeApi],
};
