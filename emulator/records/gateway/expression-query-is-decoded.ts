import { callApi, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "expression-query-is-decoded",
    claim: "The values of Url.Query are decoded, with a blank for a plus.",
    source: "inferred: policy expressions, IUrl, say nothing of it",
    date: "2026-11-28",
    setup: [
        putApi(),
        putOperation,
        putPolicy({
            inbound:
                '<return-response><set-status code="200" /><set-header name="Seen"><value>@(context.Request.OriginalUrl.Query.GetValueOrDefault("q", ""))</value></set-header></return-response>',
        }),
    ],
    calls: [{ ...callApi({ path: "/$RUN/call?q=a+b%2Fc" }), expect: { status: 200, headers: { seen: "a b/c" } } }],
    cleanup: [removeApi],
};
