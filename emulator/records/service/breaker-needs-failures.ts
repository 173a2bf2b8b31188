import { put, refused, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "breaker-needs-failures",
    claim: "A circuit breaker says what a failure is.",
    source: "inferred: the text",
    date: "2026-11-27",
    calls: [
        {
            ...put("/backends/$RUN", {
                url: "https://example.com",
                protocol: "http",
                circuitBreaker: {
                    rules: [{ name: "a", tripDuration: "PT1M", failureCondition: { count: 1, interval: "PT1M" } }],
                },
            }),
            expect: refused("circuitBreaker", "A failure condition needs 'statusCodeRanges' or 'errorReasons'."),
        },
    ],
    cleanup: [remove("/backends/$RUN")],
};
