import { callApi, put, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "section-left-out",
    claim: "A section that a policy document leaves out altogether is taken from the outer scope.",
    source: "inferred",
    date: "2026-11-27",
    setup: [
        putApi({ serviceUrl: "$UPSTREAM" }),
        putOperation,
        putPolicy({ outbound: '<set-header name="Outer"><value>yes</value></set-header>' }),
        put("/apis/$RUN/operations/call/policies/policy", {
            format: "rawxml",
            value: "<policies><inbound><base /></inbound></policies>",
        }),
    ],
    calls: [{ ...callApi(), expect: { status: 200, headers: { outer: "yes" } } }],
    cleanup: [removeApi],
};
