import { put, refused, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "breaker-one-rule",
    claim: "A backend has one rule for its circuit breaker.",
    source: "inferred: the text; the rule is documented (backends, circuit breaker)",
    date: "2026-11-27",
    calls: [
        {
            ...put("/backends/$RUN", {
                url: "https://example.com",
                protocol: "http",
                circuitBreaker: {
                    rules: [
                        {
                            name: "a",
                            tripDuration: "PT1M",
                            failureCondition: {
                                count: 1,
                                interval: "PT1M",
                                statusCodeRanges: [{ min: 500, max: 599 }],
                            },
                        },
                        {
                            name: "b",
                            tripDuration: "PT1M",
                            failureCondition: {
                                count: 1,
                                interval: "PT1M",
                                statusCodeRanges: [{ min: 500, max: 599 }],
                            },
                        },
                    ],
                },
            }),
            expect: refused("circuitBreaker", "Only one circuit breaker rule is supported."),
        },
    ],
    cleanup: [remove("/backends/$RUN")],
};
