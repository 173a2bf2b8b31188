import { z } from "zod";
import type { CallersSettings } from "./callers";
import { members, orFalse, wholeNumber } from "./schema";
import { setting } from "./setting";

/** Whose calls are counted together: those with one subscription, of one principal of Microsoft Entra, or from one address. */
export type Per = "subscription" | "caller" | "ip";

/** So many calls in a sliding window. Over it, callers get 429 with `Retry-After`. */
export interface CallLimit {
    readonly count: number;
    /** Length of the window, 1 to 300 seconds (API Management). */
    readonly seconds: number;
    readonly per: Per;
}

/** So many calls or kilobytes, both ways together, in a fixed window. Over it, callers get 403. */
export interface Quota {
    readonly calls?: number;
    readonly kilobytes?: number;
    /** Length of the window, at least 300 seconds (API Management). */
    readonly seconds: number;
    readonly per: Per;
}

/** So many tokens of a language model. Over `perMinute` callers get 429, over `quota` 403. */
export interface TokenLimit {
    readonly perMinute?: number;
    readonly quota?: number;
    /** Of `quota`, by the calendar in UTC. */
    readonly period?: "Hourly" | "Daily" | "Weekly" | "Monthly" | "Yearly";
    readonly per: Per;
    /**
     * Whether the gateway counts a prompt's tokens itself, before the call. Without it, what the model says it used is
     * counted afterwards, and the call that goes over the limit still goes through.
     */
    readonly estimate: boolean;
}

/** What callers may use of an endpoint, or of the endpoints of a product. */
export interface LimitSettings {
    readonly calls?: CallLimit;
    readonly quota?: Quota;
    readonly tokens?: TokenLimit;
}

const most = 2_147_483_647;

const amount = (what: string) => wholeNumber(1, most, `a whole number of ${what}, at least 1`);

const perSchema = z
    .enum(["subscription", "caller", "ip"], {
        error: 'must be "subscription", "caller" (a principal of Microsoft Entra) or "ip"',
    })
    .optional()
    .describe(
        "Whose calls are counted together. `caller` is a principal of Microsoft Entra. The default is " +
            "`subscription`; where " +
            "callers have no key it is `caller`, or `ip` without a token.",
    );

const callsSchema = members({
    count: amount("calls").describe("Calls within the window."),
    seconds: wholeNumber(1, 300, "a whole number of seconds from 1 to 300, API Management's longest window").describe(
        "Length of the sliding window, in seconds.",
    ),
    per: perSchema,
});

const quotaPeriods = { hour: 3600, day: 86_400, week: 604_800 } as const;

const quotaSchema = members({
    calls: amount("calls").optional().describe("Calls within the window."),
    kilobytes: amount("kilobytes").optional().describe("Kilobytes within the window, requests and answers together."),
    seconds: wholeNumber(300, most, "a whole number of seconds, at least 300, API Management's shortest window")
        .optional()
        .describe("Length of the window in seconds, instead of `period`."),
    period: z
        .enum(["hour", "day", "week"], { error: 'must be "hour", "day" or "week"; for others set seconds' })
        .optional()
        .describe("Length of the window."),
    per: perSchema,
}).superRefine(({ calls, kilobytes, seconds, period }, context) => {
    const add = (message: string) => context.addIssue({ code: "custom", message });
    if (calls === undefined && kilobytes === undefined) add("limits nothing. Set calls, kilobytes or both");
    if (seconds === undefined && period === undefined) add("has no length. Set period or seconds");
    if (seconds !== undefined && period !== undefined) add("has both period and seconds. Keep one of them");
});

const tokenPeriods = { hour: "Hourly", day: "Daily", week: "Weekly", month: "Monthly", year: "Yearly" } as const;

const tokensSchema = members({
    perMinute: amount("tokens").optional().describe("Tokens per minute. Over it, callers get 429."),
    quota: amount("tokens").optional().describe("Tokens per `period`. Over it, callers get 403."),
    period: z
        .enum(["hour", "day", "week", "month", "year"], { error: 'must be "hour", "day", "week", "month" or "year"' })
        .optional()
        .describe("Period of `quota`, by the calendar in UTC."),
    per: perSchema,
    estimate: z
        .boolean({ error: "must be true (prompts are counted by the gateway, before the call) or false" })
        .optional()
        .meta({
            default: false,
            description:
                "Whether the gateway counts a prompt's tokens before the call. Otherwise it counts what the model " +
                "reports " +
                "afterwards: the call that reaches the limit is allowed; later calls get 429.",
        }),
}).superRefine(({ perMinute, quota, period }, context) => {
    const add = (message: string) => context.addIssue({ code: "custom", message });
    if (perMinute === undefined && quota === undefined) add("limits nothing. Set perMinute, quota or both");
    if ((quota === undefined) !== (period === undefined)) add("needs both quota and period, or neither of them");
});

/** What holds is decided by `limitsOf`. */
const limitsSchema = members({
    calls: orFalse(callsSchema)
        .optional()
        .describe("Calls within a sliding window. Over it, callers get 429 and `Retry-After`."),
    quota: orFalse(quotaSchema)
        .optional()
        .describe("Calls, kilobytes or both within a fixed window. Over it, callers get 403."),
    tokens: orFalse(tokensSchema)
        .optional()
        .describe("Tokens of chat, completions, embeddings and responses endpoints."),
});

type Asked = z.infer<typeof limitsSchema>;

/**
 * What holds for an endpoint: each limit as it says itself, else as the stack says. Each endpoint counts for itself, also
 * where the limit is the stack's.
 *
 * @param callers decide whose calls are counted together where the limit does not say
 */
export function limitsOf(callers: CallersSettings, stack: Asked = {}, endpoint: Asked = {}): LimitSettings {
    const byDefault: Per = callers.subscriptionKey ? "subscription" : callers.entra ? "caller" : "ip";
    const { calls = stack.calls, quota = stack.quota, tokens = stack.tokens } = endpoint;
    return {
        ...(calls && { calls: { per: byDefault, ...calls } }),
        ...(quota && { quota: quotaOf(quota, byDefault) }),
        ...(tokens && { tokens: tokensOf(tokens, byDefault) }),
    };
}

function quotaOf({ period, ...quota }: z.infer<typeof quotaSchema>, per: Per): Quota {
    return { per, ...quota, seconds: quota.seconds ?? quotaPeriods[period!] };
}

function tokensOf({ period, ...tokens }: z.infer<typeof tokensSchema>, per: Per): TokenLimit {
    return { per, estimate: false, ...tokens, ...(period && { period: tokenPeriods[period] }) };
}

/** Limits that count by what callers do not have, one line each with the fix. @param at where the limits are set */
export function limitProblems(at: string, limits: LimitSettings, callers: CallersSettings): string[] {
    return (["calls", "quota", "tokens"] as const).flatMap((name) => {
        const per = limits[name]?.per;
        if (per === "subscription" && !callers.subscriptionKey) {
            return (
                `${at}.${name}.per is "subscription", and callers need no subscription key. Set it to "caller" ` +
                `or "ip", or require keys (serving-gateway:callers.subscriptionKey)`
            );
        }
        if (per === "caller" && !callers.entra) {
            return (
                `${at}.${name}.per is "caller", and callers need no token of Microsoft Entra. Set ` +
                `serving-gateway:callers.entra, or per to "subscription" or "ip"`
            );
        }
        return [];
    });
}

export const limits = setting({
    schema: limitsSchema,
    default: {},
    at: ["stack", "endpoint", "product"],
    words:
        "How often and how much callers may call. The stack's limits apply to each endpoint, which counts for " +
        "itself and can " +
        "set others or `false` for none. A product's limits count the calls of all its endpoints together. The " +
        "Consumption " +
        "tier has only `calls` per subscription; the v2 tiers support `quota` only in products.",
    example: { calls: { count: 600, seconds: 60 } },
    combine: (stack: Asked, own: Asked | undefined, callers: CallersSettings) => limitsOf(callers, stack, own),
});
