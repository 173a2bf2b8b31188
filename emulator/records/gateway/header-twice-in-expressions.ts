import { callApi, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "header-twice-in-expressions",
    claim: "A header that came twice reads as both values with a comma between them in expressions.",
    source: "policy expressions, IReadOnlyDictionary<string, string[]>.GetValueOrDefault: `Returns comma-separated header values`",
    date: "2026-11-27",
    setup: [
        putApi(),
        putOperation,
        putPolicy({
            inbound:
                '<return-response><set-status code="200" /><set-header name="Seen"><value>@(context.Request.Headers.GetValueOrDefault("X-Two", ""))</value></set-header></return-response>',
        }),
    ],
    calls: [{ ...callApi({ headers: { "x-two": ["a", "b"] } }), expect: { status: 200, headers: { seen: "a,b" } } }],
    cleanup: [removeApi],
};
