import { callApi, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "concurrency-refusal",
    claim: "More calls at a time than `limit-concurrency` lets through get 429 with the message `Too Many Requests`.",
    source: "inferred: the text; the status is documented",
    date: "2026-11-27",
    setup: [
        putApi(),
        putOperation,
        // The API calls itself while it is being called.
        putPolicy({
            inbound:
                '<limit-concurrency key="$RUN" max-count="1"><send-request mode="new" response-variable-name="inner">' +
                "<set-url>$GATEWAY/$RUN/call</set-url><set-method>POST</set-method></send-request>" +
                '<return-response><set-status code="200" /><set-header name="Inner">' +
                '<value>@(((IResponse)context.Variables["inner"]).StatusCode.ToString())</value></set-header><set-body>' +
                '@(((IResponse)context.Variables["inner"]).Body.As<string>())</set-body></return-response></limit-concurrency>',
        }),
    ],
    calls: [
        {
            ...callApi(),
            expect: { status: 200, headers: { inner: "429" }, body: { message: "Too Many Requests" } },
        },
    ],
    cleanup: [removeApi],
};
