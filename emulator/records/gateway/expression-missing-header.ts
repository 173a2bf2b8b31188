import { callApi, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "expression-missing-header",
    claim: "Headers of a name that is not there throws, which fails the call with 500.",
    source: "inferred: a dictionary of .NET does so",
    date: "2026-11-28",
    setup: [
        putApi(),
        putOperation,
        putPolicy({
            inbound: '<set-header name="Seen"><value>@(context.Request.Headers["X-Gone"][0])</value></set-header>',
        }),
    ],
    calls: [{ ...callApi(), expect: { status: 500 } }],
    cleanup: [removeApi],
};
