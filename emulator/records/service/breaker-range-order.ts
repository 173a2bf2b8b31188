import { put, refused, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "breaker-range-order",
    claim: "A range of statuses begins before it ends.",
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
                                interval: "PT1M",
                                statusCodeRanges: [{ min: 599, max: 500 }],
                            },
                        },
                    ],
                },
            }),
            expect: refused("circuitBreaker", "A range of status codes ends before it begins."),
        },
    ],
    cleanup: [remove("/backends/$RUN")],
};
