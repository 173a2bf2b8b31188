import type { Exchange, Step } from "../exchange";
import { isExpression } from "../expression";
import type { PolicyElement } from "../policyElement";
import { invalid } from "../policyError";
import { allScopes, type PolicyDefinition, type Scope } from "../policyRule";
import { attributeCondition, attributeNumber, attributeText } from "../policyValue";
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
    compile(element, { scope }) {
        return limited(element, ({ subject }) => {
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
    compile(element) {
        const keyOf = attributeText(element, "counter-key");
        return limited(element, (exchange) => `rate-limit-by-key ${keyOf(exchange)}`);
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
function limited(element: PolicyElement, keyOf: (exchange: Exchange) => string | undefined): Step {
    const calls = Number(element.attributes.get("calls"));
    const period = Number(element.attributes.get("renewal-period"));
    if (period < 1 || period > longestPeriod) {
        // Record rate-limit-longest-period.
        throw invalid(element, `The 'renewal-period' attribute has to be 1 to ${longestPeriod}.`);
    }
    const windowMs = period * 1000;
    const increment = incrementOf(element);
    const retryAfter = reportOf(element, "retry-after");
    const remaining = reportOf(element, "remaining-calls");
    const total = { header: element.attributes.get("total-calls-header-name") };
    return (exchange) => {
        const key = keyOf(exchange);
        if (key === undefined) return;
        const { counters } = exchange.runtime;
        const left = calls - counters.sum(key, windowMs);
        tell(exchange, total, calls);
        if (left <= 0) {
            tell(exchange, remaining, 0);
            const seconds = counters.secondsUntilBelow(key, windowMs, calls);
            const message = `Rate limit is exceeded. Try again in ${seconds} seconds.`;
            throw overLimit(exchange, 429, message, retryAfter, seconds);
        }
        if (increment.waits) {
            exchange.later.processed.push(() => count(exchange, key, increment.of(exchange)));
            tell(exchange, remaining, left);
            return;
        }
        const amount = increment.of(exchange);
        count(exchange, key, amount);
        tell(exchange, remaining, Math.max(0, left - amount));
    };
}

function count({ runtime }: Exchange, key: string, amount: number): void {
    if (amount > 0) runtime.counters.record(key, amount);
}
