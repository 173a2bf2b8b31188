import { callApi, put, putApi, putOperation, putPolicy, remove, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

const tries = 'context.Variables.GetValueOrDefault<int>("tries", 0)';

export const record: ParityRecord = {
    id: "retry-sees-open-breaker",
    claim: "A `retry` whose condition is the status sees the 503 of an open circuit breaker before on-error does.",
    source: "inferred from published policies",
    date: "2026-11-27",
    setup: [
        put("/backends/$RUN", {
            url: "$UPSTREAM",
            protocol: "http",
            circuitBreaker: {
                rules: [
                    {
                        name: "once",
                        failureCondition: {
                            count: 1,
                            interval: "PT1M",
                            statusCodeRanges: [{ min: 503, max: 503 }],
                        },
                        tripDuration: "PT1M",
                    },
                ],
            },
        }),
        putApi(),
        putOperation,
        putPolicy({
            inbound: '<set-backend-service backend-id="$RUN" />',
            backend:
                '<retry condition="@(context.Response.StatusCode == 503)" count="3" interval="0">' +
                `<set-variable name="tries" value="@(${tries} + 1)" />` +
                '<forward-request buffer-request-body="true" /></retry>',
            "on-error": `<set-header name="Tries"><value>@(${tries}.ToString())</value></set-header>`,
        }),
    ],
    calls: [{ ...callApi({ path: "/$RUN/call?status=503" }), expect: { status: 503, headers: { tries: "4" } } }],
    cleanup: [removeApi, remove("/backends/$RUN")],
};
