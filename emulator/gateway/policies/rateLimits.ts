import type { Counters } from "../counters";
import type { Exchange, Step } from "../exchange";
import { isExpression } from "../expression";
import type { PolicyElement } from "../policyElement";
import { invalid } from "../policyError";
import { allScopes, type PolicyDefinition, type Scope } from "../policyRule";
import type { Lookups } from "../storeLookups";
import { attributeCondition, attributeNumber, attributeText } from "../policyValue";
import { v2Skus } from "../tierLimits";
import { overLimit, reportOf, reportRule, tell } from "./limitReport";

const longestPeriod = 300;

const attributes = {
    calls: { required: true, type: "integer" },
    "renewal-period": { required: true, type: "integer" },
    ...reportRule("retry-after"),
    ...reportRule("remaining-calls"),
    "total-calls-header-name": {},
} as const;

/** Lets each subscription make so many calls in so many seconds. Says nothing about calls without a key. */
export const rateLimit: PolicyDefinition = {
    name: "rate-limit",
    sections: ["inbound"],
    scopes: ["product", "api", "operation"],
    once: true,
    rule: { attributes, children: { api: { unsupported: true }, operation: { unsupported: true } } },
    compile(element, { scope, lookups }) {
        return limited(element, lookups, ({ subject }) => {
            const { subscription } = subject;
            return subscription && `rate-limit ${subject[scope as Exclude<Scope, "service">]?.id} ${subscription.id}`;
        });
    },
};

/**
 * Lets so many calls with the same key pass in so many seconds. A key has one counter, wherever policies use it, and each
 * of them counts.
 */
export const rateLimitByKey: PolicyDefinition = {
    name: "rate-limit-by-key",
    sections: ["inbound"],
    scopes: allScopes,
    notInSkus: ["Consumption"],
    rule: {
        attributes: {
            ...attributes,
            "counter-key": { required: true, expression: true },
            "increment-condition": { expression: true },
            "increment-count": { type: "integer", expression: true },
            "increment-after-response": { supported: [] },
            "flexible-retry-window": { supported: [] },
        },
    },
    compile(element, { lookups }) {
        const keyOf = attributeText(element, "counter-key");
        return limited(element, lookups, (exchange) => `rate-limit-by-key ${keyOf(exchange)}`);
    },
};

/** What a call adds to a counter, and whether only its answer tells. */
export interface Increment {
    readonly waits: boolean;
    /** 0 where the call does not count. */
    of(exchange: Exchange): number;
}

/**
 * The attributes `increment-condition` and `increment-count`. With an expression in one of them the service counts at the
 * end of outbound, so that the refusal comes a call later (rate-limit-by-key, usage notes).
 */
export function incrementOf(element: PolicyElement): Increment {
    const condition = element.attributes.has("increment-condition")
        ? attributeCondition(element, "increment-condition")
        : () => true;
    const count = attributeNumber(element, "increment-count", 1);
    return {
        waits:
            element.attributes.has("increment-condition") ||
            isExpression(element.attributes.get("increment-count") ?? ""),
        of: (exchange) => (condition(exchange) ? count(exchange) : 0),
    };
}

/** @param keyOf undefined where the limit says nothing about a call */
function limited(
    element: PolicyElement,
    { sku = "" }: Lookups,
    keyOf: (exchange: Exchange) => string | undefined,
): Step {
    const calls = Number(element.attributes.get("calls"));
    const period = Number(element.attributes.get("renewal-period"));
    if (period < 1 || period > longestPeriod) {
        // Record rate-limit-longest-period.
        throw invalid(element, `The 'renewal-period' attribute has to be 1 to ${longestPeriod}.`);
    }
    const meter = v2Skus.includes(sku) ? bucket(calls, period * 1000) : slidingWindow(calls, period * 1000);
    const increment = incrementOf(element);
    const retryAfter = reportOf(element, "retry-after");
    const remaining = reportOf(element, "remaining-calls");
    const total = { header: element.attributes.get("total-calls-header-name") };
    return (exchange) => {
        const key = keyOf(exchange);
        if (key === undefined) return;
        const { counters } = exchange.runtime;
        const count = (amount: number): void => {
            if (amount > 0) meter.count(counters, key, amount);
        };
        const left = meter.left(counters, key);
        tell(exchange, total, calls);
        if (left <= 0) {
            tell(exchange, remaining, 0);
            const seconds = meter.seconds(counters, key);
            const message = `Rate limit is exceeded. Try again in ${seconds} seconds.`;
            throw overLimit(exchange, 429, message, retryAfter, seconds);
        }
        if (increment.waits) {
            exchange.later.processed.push(() => count(increment.of(exchange)));
            tell(exchange, remaining, left);
            return;
        }
        const amount = increment.of(exchange);
        count(amount);
        tell(exchange, remaining, Math.max(0, left - amount));
    };
}

/** How a tier counts calls. */
interface Meter {
    /** Whole calls that are left. */
    left(counters: Counters, key: string): number;
    count(counters: Counters, key: string, amount: number): void;
    /** Seconds until the next call may pass. */
    seconds(counters: Counters, key: string): number;
}

/** Of the classic tiers, and here of Consumption as well (record rate-limit-in-consumption). */
function slidingWindow(calls: number, windowMs: number): Meter {
    return {
        left: (counters, key) => calls - counters.sum(key, windowMs),
        count: (counters, key, amount) => void counters.record(key, amount),
        seconds: (counters, key) => counters.secondsUntilBelow(key, windowMs, calls),
    };
}

/** Of version 2: a burst empties it, and then calls pass one by one as it fills (rate-limit, 2025-11). */
function bucket(calls: number, periodMs: number): Meter {
    return {
        left: (counters, key) => Math.floor(counters.level(key, calls, periodMs)),
        count: (counters, key, amount) => counters.take(key, calls, periodMs, amount),
        seconds: (counters, key) => counters.secondsUntilOne(key, calls, periodMs),
    };
}
