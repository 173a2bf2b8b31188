import { callApi, put, putApi, putOperation, putPolicy, remove, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "breaker-percentage",
    claim: "A circuit breaker with a percentage counts the failed calls among all calls of its interval, from the first one on.",
    source: "inferred",
    date: "2026-11-27",
    setup: [
        put("/backends/$RUN", {
            url: "$UPSTREAM",
            protocol: "http",
            circuitBreaker: {
                rules: [
                    {
                        name: "half",
                        failureCondition: {
                            percentage: 50,
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
        putPolicy({ inbound: '<set-backend-service backend-id="$RUN" />' }),
    ],
    calls: [
        { ...callApi({ path: "/$RUN/call?status=200" }), expect: { status: 200 } },
        { ...callApi({ path: "/$RUN/call?status=503" }), expect: { status: 503, body: {} } },
        { ...callApi({ path: "/$RUN/call?status=200" }), expect: { status: 503, body: { statusCode: 503 } } },
    ],
    cleanup: [removeApi, remove("/backends/$RUN")],
};
