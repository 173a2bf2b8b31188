import { counted } from "../byteCount";
import { wholeSeconds } from "../counters";
import type { Exchange, Step } from "../exchange";
import type { PolicyElement } from "../policyElement";
import { invalid } from "../policyError";
import { allScopes, type AttributeRule, type PolicyDefinition } from "../policyRule";
import { attributeText } from "../policyValue";
import { overLimit } from "./limitReport";
import { incrementOf, type Increment } from "./rateLimits";

const shortestPeriod = 300;

/** Record bandwidth-counts-bodies. */
const kilobyte = 1024;

const volume: Readonly<Record<string, AttributeRule>> = { calls: { type: "integer" }, bandwidth: { type: "long" } };

/** Lets each subscription to a product make so many calls, or move so many kilobytes, in a period or altogether. */
export const quota: PolicyDefinition = {
    name: "quota",
    sections: ["inbound"],
    scopes: ["product"],
    once: true,
    rule: {
        attributes: { ...volume, "renewal-period": { required: true, type: "integer" } },
        children: { api: { unsupported: true } },
    },
    compile(element) {
        const period = Number(element.attributes.get("renewal-period"));
        const increment: Increment = { waits: false, of: () => 1 };
        return enforced(element, increment, ({ subject, runtime }) => {
            const { subscription, product } = subject;
            if (!subscription) return undefined;
            const { startDate, createdDate } = subscription.properties;
            // "The start of each period is calculated relative to the start time of the subscription."
            const origin = Date.parse(String(startDate ?? createdDate ?? "1970-01-01"));
            return { key: `quota ${product?.id} ${subscription.id}`, ...windowOf(runtime.now(), origin, period) };
        });
    },
};

/**
 * Lets so many calls or kilobytes of the same key pass in a period or altogether. Policies with the same key and period
 * share a counter, and a call counts once in it.
 */
export const quotaByKey: PolicyDefinition = {
    name: "quota-by-key",
    sections: ["inbound"],
    scopes: allScopes,
    notInSkus: ["Consumption"],
    rule: {
        attributes: {
            ...volume,
            "renewal-period": { required: true, type: "integer" },
            "counter-key": { required: true, expression: true },
            "increment-condition": { expression: true },
            "increment-count": { type: "integer", expression: true },
            "first-period-start": {},
        },
    },
    compile(element) {
        const period = Number(element.attributes.get("renewal-period"));
        if (period !== 0 && period < shortestPeriod) {
            // Record quota-by-key-shortest-period.
            throw invalid(element, `The 'renewal-period' attribute has to be 0 or at least ${shortestPeriod}.`);
        }
        const start = element.attributes.get("first-period-start") ?? "0001-01-01T00:00:00Z";
        const origin = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(start) ? Date.parse(start) : NaN;
        // Record quota-by-key-first-period-start.
        if (Number.isNaN(origin)) throw invalid(element, "The 'first-period-start' attribute is no date and time.");
        const keyOf = attributeText(element, "counter-key");
        return enforced(element, incrementOf(element), (exchange) => ({
            key: `quota-by-key ${period} ${start} ${keyOf(exchange)}`,
            ...windowOf(exchange.runtime.now(), origin, period),
        }));
    },
};

/** A fixed window of time; one without an end lasts for ever. */
interface Window {
    readonly start: number;
    readonly end?: number;
}

function windowOf(now: number, origin: number, periodSeconds: number): Window {
    if (periodSeconds === 0) return { start: 0 };
    const periodMs = periodSeconds * 1000;
    const start = origin + Math.floor((now - origin) / periodMs) * periodMs;
    return { start, end: start + periodMs };
}

/** What a call has added to counters already: each counts it once (quota-by-key). */
const addedBy = new WeakMap<Exchange, Map<string, number>>();

/** @param windowOf the counter and its window; undefined where the quota says nothing about a call */
function enforced(
    element: PolicyElement,
    increment: Increment,
    counterOf: (exchange: Exchange) => (Window & { readonly key: string }) | undefined,
): Step {
    const calls = element.attributes.get("calls");
    const bandwidth = element.attributes.get("bandwidth");
    // Record quota-needs-calls-or-bandwidth.
    if (calls === undefined && bandwidth === undefined) {
        throw invalid(element, "Either 'calls' or 'bandwidth' or both must be specified.");
    }
    return (exchange) => {
        const counter = counterOf(exchange);
        if (!counter) return;
        const { key, start, end } = counter;
        const { runtime } = exchange;
        const { counters } = runtime;
        const refuse = (what: string): Error => {
            if (end === undefined) return overLimit(exchange, 403, `Out of ${what} quota.`);
            const seconds = wholeSeconds(end - runtime.now());
            const message = `Out of ${what} quota. Quota will be replenished in ${timeSpan(seconds)}.`;
            return overLimit(exchange, 403, message, {}, seconds);
        };
        const added = addedBy.get(exchange) ?? new Map<string, number>();
        const used = counters.amount(`${key} calls`, start) - (added.get(key) ?? 0);
        if (calls !== undefined && used >= Number(calls)) throw refuse("call volume");
        if (bandwidth !== undefined && counters.amount(`${key} bytes`, start) >= Number(bandwidth) * kilobyte) {
            throw refuse("bandwidth");
        }
        if (added.has(key)) return;
        const atOnce = increment.waits ? 0 : increment.of(exchange);
        addedBy.set(exchange, added.set(key, atOnce));
        if (atOnce > 0) counters.add(`${key} calls`, start, atOnce);
        if (increment.waits) {
            exchange.later.processed.push(() => counters.add(`${key} calls`, start, increment.of(exchange)));
        }
        countBytes(exchange, (bytes) => counters.add(`${key} bytes`, start, bytes));
    };
}

/** Of the bodies, both ways (record bandwidth-counts-bodies). */
function countBytes({ request, later }: Exchange, add: (bytes: number) => void): void {
    const length = request.headers.get("content-length");
    if (length === undefined) request.body = counted(request.body, add);
    else add(Number(length));
    later.leaving.push(({ response }) => {
        response.body = counted(response.body, add);
    });
}

/** As .NET writes a span of time: `10:25:13`, `5.03:23:11`. */
function timeSpan(seconds: number): string {
    const two = (value: number): string => String(value).padStart(2, "0");
    const days = Math.floor(seconds / 86_400);
    const time = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
    return days > 0 ? `${days}.${time}` : time;
}
