import type { z } from "zod";
import { members, orFalse, wholeNumber } from "./schema";
import { setting } from "./setting";

/** How often and after how long the gateway repeats a call. */
export interface RetrySettings {
    /** Repetitions of one call, 1 to 50 (API Management). */
    readonly count: number;
    /** Longest wait before a repetition, in seconds; where the workspace asks for more, the caller gets its answer. */
    readonly longestWait: number;
}

/** When the gateway leaves a failing endpoint alone, and for how long. */
export interface CircuitBreakerSettings {
    /** Failures after which the endpoint is left alone. @default 5, and 1 in a pool, where another member takes over */
    readonly failures?: number;
    /** Within how many seconds they count. */
    readonly seconds: number;
    /** For how many seconds the endpoint is left alone, unless it says how long itself (`Retry-After`). */
    readonly trip: number;
    /** The stack's configuration asks for it, rather than a default. */
    readonly asked: boolean;
}

/** What the gateway does where an endpoint cannot answer. */
export interface ResilienceSettings {
    readonly retry: RetrySettings | false;
    readonly circuitBreaker: CircuitBreakerSettings | false;
    /** How long an endpoint may take until it begins to answer, in seconds. */
    readonly timeout: number;
}

const seconds = (smallest: number, largest: number) =>
    wholeNumber(smallest, largest, `a whole number of seconds from ${smallest} to ${largest}`);

/** What holds where neither the stack nor the endpoint says otherwise. */
const defaults = { retry: { count: 2, longestWait: 10 }, circuitBreaker: { seconds: 60, trip: 30 }, timeout: 300 };

const retrySchema = members({
    count: wholeNumber(1, 50, "a whole number from 1 to 50")
        .optional()
        .meta({ default: defaults.retry.count, description: "Number of repetitions." }),
    longestWait: seconds(0, 300).optional().meta({
        default: defaults.retry.longestWait,
        description:
            "Longest wait for a repetition, in seconds. If the endpoint asks for more, the caller gets its answer.",
    }),
});

const circuitBreakerSchema = members({
    failures: wholeNumber(1, 10_000, "a whole number from 1 to 10000")
        .optional()
        .describe(
            "Failures that open the circuit breaker: 502, 503, 504, no answer, and in a pool 429. The default is 5, for " +
                "members of a pool 1.",
        ),
    seconds: seconds(1, 86_400)
        .optional()
        .meta({ default: defaults.circuitBreaker.seconds, description: "Window in which failures count, in seconds." }),
    trip: seconds(1, 86_400)
        .optional()
        .meta({
            default: defaults.circuitBreaker.trip,
            description:
                "Seconds for which the endpoint gets no calls and callers get 503, unless the endpoint's `Retry-After` says " +
                "how long.",
        }),
});

/** What is left out is decided by `resilienceOf`. */
const resilienceSchema = members({
    retry: orFalse(retrySchema)
        .optional()
        .describe(
            "A call that the endpoint answers with 429 or 503 is repeated after its `Retry-After`, or after 1 second. " +
                "Requests over 2 MiB, or of unknown length, are not repeated. `false`: no call is.",
        ),
    circuitBreaker: orFalse(circuitBreakerSchema)
        .optional()
        .describe(
            "After too many failures, the endpoint gets no calls for a while. Not in the Consumption tier. `false`: failing " +
                "endpoints keep receiving traffic.",
        ),
    // Databricks ends a call after 297 seconds; waiting longer is of no use.
    timeout: seconds(1, 300).optional().meta({
        default: defaults.timeout,
        description: "Seconds until an endpoint must begin to answer. Databricks ends a call after 297.",
    }),
});

type Asked = z.infer<typeof resilienceSchema>;

/** What holds for an endpoint: what it says itself, else what the stack says, else the defaults. */
export function resilienceOf(stack: Asked = {}, endpoint: Asked = {}): ResilienceSettings {
    const retry = merged(stack.retry, endpoint.retry);
    const breaker = merged(stack.circuitBreaker, endpoint.circuitBreaker);
    return {
        retry: retry !== false && { ...defaults.retry, ...retry },
        circuitBreaker: breaker !== false && { ...defaults.circuitBreaker, ...breaker, asked: breaker !== undefined },
        timeout: endpoint.timeout ?? stack.timeout ?? defaults.timeout,
    };
}

/** An endpoint changes members of what the stack says, and turns on again what the stack turns off. */
function merged<T extends object>(stack: T | false | undefined, endpoint: T | false | undefined) {
    if (!stack || !endpoint) return endpoint ?? stack;
    return { ...stack, ...endpoint };
}

export const resilience = setting({
    schema: resilienceSchema,
    default: {},
    at: ["stack", "endpoint"],
    words: "What the gateway does when an endpoint cannot answer. An endpoint's members replace the stack's.",
    example: { retry: { count: 3 }, timeout: 120 },
    combine: resilienceOf,
});
