import { callApi, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "attribute-out-of-range",
    claim: "An expression that gives a number below what its attribute takes fails the call with 500.",
    source: "inferred",
    date: "2026-11-27",
    setup: [
        putApi({ serviceUrl: "$UPSTREAM" }),
        putOperation,
        putPolicy({
            backend:
                '<retry condition="@(context.Response != null && context.Response.StatusCode == 503)" count="@(0)" interval="0"><forward-request /></retry>',
        }),
    ],
    calls: [{ ...callApi({ path: "/$RUN/call?status=503" }), expect: { status: 500 } }],
    cleanup: [removeApi],
};
