import type { z } from "zod";
import { members, orFalse, wholeNumber } from "./schema";
import { setting } from "./setting";

export interface RetrySettings {
    /** Repetitions of one call, 1 to 50 (API Management). */
    readonly count: number;
    /** Longest wait before a repetition, in seconds; where the workspace asks for more, the caller gets its answer. */
    readonly longestWait: number;
}

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

const retrySchema = members({
    count: wholeNumber(1, 50, "a whole number from 1 to 50").optional(),
    longestWait: seconds(0, 300).optional(),
});

const circuitBreakerSchema = members({
    failures: wholeNumber(1, 10_000, "a whole number from 1 to 10000").optional(),
    seconds: seconds(1, 86_400).optional(),
    trip: seconds(1, 86_400).optional(),
});

/** What is left out is decided by `resilienceOf`. */
const resilienceSchema = members({
    retry: orFalse(retrySchema).optional(),
    circuitBreaker: orFalse(circuitBreakerSchema).optional(),
    // Databricks ends a call after 297 seconds; waiting longer is of no use.
    timeout: seconds(1, 300).optional(),
});

type Asked = z.infer<typeof resilienceSchema>;

/** What holds for an endpoint: what it says itself, else what the stack says, else the defaults. */
export function resilienceOf(stack: Asked = {}, endpoint: Asked = {}): ResilienceSettings {
    const retry = merged(stack.retry, endpoint.retry);
    const breaker = merged(stack.circuitBreaker, endpoint.circuitBreaker);
    return {
        retry: retry !== false && { count: 2, longestWait: 10, ...retry },
        circuitBreaker: breaker !== false && { seconds: 60, trip: 30, ...breaker, asked: breaker !== undefined },
        timeout: endpoint.timeout ?? stack.timeout ?? 300,
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
