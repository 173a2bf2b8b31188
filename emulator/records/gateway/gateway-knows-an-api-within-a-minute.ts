import { callApi, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "gateway-knows-an-api-within-a-minute",
    claim: "The gateway answers for a new API and its policy within a minute after Azure Resource Manager has them.",
    source: "inferred: the documentation names no time for gateways that Azure hosts",
    date: "2026-11-28",
    setup: [
        putApi(),
        putOperation,
        putPolicy({ inbound: '<return-response><set-status code="202" /></return-response>' }),
    ],
    calls: [{ ...callApi(), within: 60, expect: { status: 202 } }],
    cleanup: [removeApi],
};
