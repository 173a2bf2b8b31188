import { put, refused, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "breaker-count-or-percentage",
    claim: "A circuit breaker counts either calls or a percentage of them.",
    source: "inferred: the text",
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
                                percentage: 10,
                                interval: "PT1M",
                                statusCodeRanges: [{ min: 500, max: 599 }],
                            },
                        },
                    ],
                },
            }),
            expect: refused("circuitBreaker", "A failure condition needs either 'count' or 'percentage'."),
        },
    ],
    cleanup: [remove("/backends/$RUN")],
};
