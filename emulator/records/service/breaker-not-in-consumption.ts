import { put, refused, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "breaker-not-in-consumption",
    claim: "The Consumption tier has no circuit breakers.",
    source: "inferred: the text; the rule is documented (backends, circuit breaker)",
    date: "2026-11-27",
    tiers: ["Consumption"],
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
                    ],
                },
            }),
            expect: refused("circuitBreaker", "Circuit breakers are not supported in the Consumption tier."),
        },
    ],
    cleanup: [remove("/backends/$RUN")],
};
