import { callApi, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "unset-variable-is-null",
    claim: "context.Variables has null for a variable that was never set.",
    source: "Microsoft's policy toolkit, ApimVariablesDictionary",
    date: "2026-11-27",
    setup: [
        putApi({ serviceUrl: "$UPSTREAM" }),
        putOperation,
        putPolicy({
            outbound:
                '<set-header name="Seen"><value>@("a" + (string)context.Variables["gone"] + "b")</value></set-header>',
        }),
    ],
    calls: [{ ...callApi(), expect: { status: 200, headers: { seen: "ab" } } }],
    cleanup: [removeApi],
};
