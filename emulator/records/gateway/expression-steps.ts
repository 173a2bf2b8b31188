import { callApi, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "expression-steps",
    claim: "An expression that takes too long, as one with an endless loop, fails the call with 500.",
    source: "inferred: the service says nothing of a limit; the emulator allows 20 million steps",
    date: "2026-11-28",
    setup: [
        putApi(),
        putOperation,
        putPolicy({ inbound: '<set-header name="Seen"><value>@{ while (true) { } }</value></set-header>' }),
    ],
    calls: [{ ...callApi(), expect: { status: 500 } }],
    cleanup: [removeApi],
};
