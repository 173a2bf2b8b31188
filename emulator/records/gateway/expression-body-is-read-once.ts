import { callApi, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "expression-body-is-read-once",
    claim: "A body that an expression reads without preserveContent is null to the next one.",
    source: "inferred: `unavailable` (policy expressions, IMessageBody)",
    date: "2026-11-28",
    setup: [
        putApi(),
        putOperation,
        putPolicy({
            inbound:
                '<return-response><set-status code="200" /><set-header name="Seen"><value>@{ var first = context.Request.Body.As<string>(); return first.Length + (context.Request.Body == null ? "taken" : "still there"); }</value></set-header></return-response>',
        }),
    ],
    calls: [{ ...callApi({ body: {} }), expect: { status: 200, headers: { seen: "2taken" } } }],
    cleanup: [removeApi],
};
