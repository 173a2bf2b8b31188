import { wholeSeconds } from "../counters";
import type { PolicyElement } from "../policyElement";
import { invalid } from "../policyError";
import { allScopes, type PolicyDefinition, type Scope } from "../policyRule";
import { attributeText } from "../policyValue";
import { TokenMeter } from "../tokenMeter";
import { overLimit, reportOf, reportRule, tell } from "./limitReport";

const minuteMs = 60 * 1000;

const periods = ["Indefinite", "Hourly", "Daily", "Weekly", "Monthly", "Yearly"] as const;

/**
 * Lets so many tokens of language models pass in a minute, in a period, or both, with the same key. A key has one counter,
 * wherever policies use it.
 *
 * Without an estimate only the answer tells what a call used, so that the call which goes over the limit still passes. The
 * window slides as that of the classic tiers; version 2 of the tiers fills a bucket instead.
 */
export const llmTokenLimit: PolicyDefinition = {
    name: "llm-token-limit",
    sections: ["inbound"],
    scopes: allScopes,
    notInSkus: ["Consumption"],
    rule: {
        attributes: {
            "counter-key": { required: true, expression: true },
            "tokens-per-minute": { type: "integer" },
            "token-quota": { type: "long" },
            "token-quota-period": { type: periods },
            "estimate-prompt-tokens": { required: true, type: "boolean" },
            "prompt-type": { supported: ["auto"] },
            "ignore-prompt": { supported: ["false"] },
            ...reportRule("retry-after"),
            ...reportRule("remaining-tokens"),
            ...reportRule("remaining-quota-tokens"),
            ...reportRule("tokens-consumed"),
        },
    },
    compile(element, { scope }) {
        const { attributes } = element;
        checkQuota(element, scope);
        const keyOf = attributeText(element, "counter-key");
        const perMinute = optionalNumber(attributes.get("tokens-per-minute"));
        const quota = optionalNumber(attributes.get("token-quota"));
        const period = attributes.get("token-quota-period") as (typeof periods)[number];
        const estimates = attributes.get("estimate-prompt-tokens")!.toLowerCase() === "true";
        const retryAfter = reportOf(element, "retry-after");
        const remaining = reportOf(element, "remaining-tokens");
        const remainingQuota = reportOf(element, "remaining-quota-tokens");
        const consumed = reportOf(element, "tokens-consumed");

        return async (exchange) => {
            const { counters, now } = exchange.runtime;
            const key = `llm-token-limit ${keyOf(exchange)}`;
            const window = periodOf(period, now());
            const meter = TokenMeter.of(exchange);
            const prompt = await meter.prompt();
            const estimated = estimates || prompt.streams ? prompt.tokens : 0;
            const tellRemaining = (): void => {
                if (perMinute !== undefined) {
                    tell(exchange, remaining, Math.max(0, perMinute - counters.sum(key, minuteMs)));
                }
                if (quota !== undefined) {
                    tell(exchange, remainingQuota, Math.max(0, quota - counters.amount(key, window.start)));
                }
            };
            tellRemaining();
            if (consumed.variable !== undefined) exchange.variables.set(consumed.variable, estimated);
            // A limit is exceeded when what was used passes it, not when it reaches it.
            if (perMinute !== undefined && counters.sum(key, minuteMs) + estimated > perMinute) {
                // What can never fit gets no time to wait.
                const seconds =
                    estimated > perMinute
                        ? undefined
                        : counters.secondsUntilBelow(key, minuteMs, perMinute - estimated + 1);
                const time = seconds === undefined ? "" : ` Try again in ${seconds} seconds.`;
                throw overLimit(exchange, 429, `Token limit is exceeded.${time}`, retryAfter, seconds);
            }
            if (quota !== undefined && counters.amount(key, window.start) + estimated > quota) {
                const seconds = window.end === undefined ? undefined : wholeSeconds(window.end - now());
                const time = seconds === undefined ? "" : ` Try again in ${inWords(seconds)}.`;
                throw overLimit(exchange, 403, `Token quota is exceeded.${time}`, retryAfter, seconds);
            }
            const count = (tokens: number): void => {
                if (perMinute !== undefined && tokens !== 0) counters.record(key, tokens);
                if (quota !== undefined && tokens !== 0) counters.add(key, window.start, tokens);
            };
            count(estimated);
            tellRemaining();
            let isTold = false;
            meter.whenKnown(({ usage, failed, streamed }) => {
                const used = usage?.total ?? (failed ? 0 : estimated);
                count(used - estimated);
                if (streamed) return;
                isTold = true;
                tellRemaining();
                tell(exchange, consumed, used);
            });
            // Of a stream nothing but the estimate is known when the headers go.
            exchange.later.leaving.push(({ answered, response }) => {
                if (!answered || isTold || consumed.header === undefined) return;
                response.headers.set(consumed.header, String(estimated));
            });
        };
    },
};

function checkQuota(element: PolicyElement, scope: Scope): void {
    const { attributes } = element;
    const hasQuota = attributes.has("token-quota");
    // Records token-limit-needs-a-limit, token-quota-needs-period.
    if (!attributes.has("tokens-per-minute") && !hasQuota) {
        throw invalid(element, "Either 'tokens-per-minute' or 'token-quota' or both must be specified.");
    }
    if (hasQuota !== attributes.has("token-quota-period")) {
        throw invalid(element, "'token-quota' and 'token-quota-period' must be specified together.");
    }
    const name = "remaining-quota-tokens-header-name";
    if (attributes.has(name) && (scope === "service" || scope === "product")) {
        throw invalid(
            element,
            `The '${name}' attribute is unavailable for websocket APIs and global/product policies.`,
        );
    }
}

function optionalNumber(text: string | undefined): number | undefined {
    return text === undefined ? undefined : Number(text);
}

/** A period of the calendar in UTC. */
interface Period {
    readonly start: number;
    /** Absent for one that never ends. */
    readonly end?: number;
}

/** "The UTC timestamp truncated to the unit"; weeks begin on Sunday (record token-weeks-begin-on-sunday). */
function periodOf(period: (typeof periods)[number] | undefined, now: number): Period {
    const date = new Date(now);
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
    const sunday = day - date.getUTCDay();
    switch (period) {
        case "Hourly":
            return {
                start: Date.UTC(year, month, day, date.getUTCHours()),
                end: Date.UTC(year, month, day, date.getUTCHours() + 1),
            };
        case "Daily":
            return { start: Date.UTC(year, month, day), end: Date.UTC(year, month, day + 1) };
        case "Weekly":
            return { start: Date.UTC(year, month, sunday), end: Date.UTC(year, month, sunday + 7) };
        case "Monthly":
            return { start: Date.UTC(year, month), end: Date.UTC(year, month + 1) };
        case "Yearly":
            return { start: Date.UTC(year, 0), end: Date.UTC(year + 1, 0) };
        default:
            return { start: 0 };
    }
}

/** E.g. `41 minutes and 54 seconds` (record token-quota-in-words). */
function inWords(seconds: number): string {
    const parts = (
        [
            [Math.floor(seconds / 86_400), "day"],
            [Math.floor(seconds / 3600) % 24, "hour"],
            [Math.floor(seconds / 60) % 60, "minute"],
            [seconds % 60, "second"],
        ] as const
    )
        .filter(([count]) => count > 0)
        .map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`);
    return [parts.slice(0, -1).join(", "), parts.at(-1)!].filter((part) => part !== "").join(" and ");
}
