import { callApi, put, putApi, putOperation, putPolicy, remove, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

const putBackend = put("/backends/$RUN", {
    url: "$UPSTREAM",
    protocol: "http",
    circuitBreaker: {
        rules: [
            {
                name: "once",
                failureCondition: { count: 1, interval: "PT1M", statusCodeRanges: [{ min: 503, max: 503 }] },
                tripDuration: "PT1M",
            },
        ],
    },
});

export const record: ParityRecord = {
    id: "breaker-open-answer",
    claim: "While a circuit breaker is open, callers get 503, and on-error sees it.",
    source: "inferred: the body and that it comes to on-error; the status is documented (backends, circuit breaker)",
    date: "2026-11-27",
    setup: [
        putBackend,
        putApi(),
        putOperation,
        putPolicy({
            inbound: '<set-backend-service backend-id="$RUN" />',
            "on-error": '<set-header name="Seen"><value>on-error</value></set-header>',
        }),
    ],
    calls: [
        { ...callApi({ path: "/$RUN/call?status=503" }), expect: { status: 503, headers: { seen: null } } },
        {
            ...callApi(),
            expect: {
                status: 503,
                headers: { seen: "on-error" },
                body: { statusCode: 503, message: "Service Unavailable" },
            },
        },
    ],
    cleanup: [removeApi, remove("/backends/$RUN")],
};
