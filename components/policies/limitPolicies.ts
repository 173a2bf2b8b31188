import type { CallLimit, LimitSettings, Per, Quota, TokenLimit } from "../../settings/limits";
import { features } from "../gateway/tiers";
import { attribute, type PolicyElement, type Tier } from "./policyElement";
import { expression, type Expression, Variable } from "./policyText";

/** Where a limit stands: each API, or each product, counts for itself. */
export type LimitScope = "api" | "product";

/** The caller's token, once `validate-azure-ad-token` found it good. */
export const callerToken = new Variable("caller-token");

/** Whether a limit counts by the caller's token. */
export function countsCallers({ calls, quota, tokens }: LimitSettings): boolean {
    return [calls, quota, tokens].some((limit) => limit?.per === "caller");
}

/**
 * What callers may use, in the order in which it is looked at. They stand after the caller's token was looked at, and
 * before anything that costs.
 *
 * @param tier the service's: where it has no counters by key, those of subscriptions stand in for them
 */
export function limitPolicies({ calls, quota, tokens }: LimitSettings, scope: LimitScope, tier: Tier): PolicyElement[] {
    return [
        ...(calls ? [callLimit(calls, scope, tier)] : []),
        ...(quota ? [quotaLimit(quota, scope)] : []),
        ...(tokens ? [tokenLimit(tokens, scope)] : []),
    ];
}

function callLimit({ count, seconds, per }: CallLimit, scope: LimitScope, tier: Tier): PolicyElement {
    const attributes = { calls: attribute(count), "renewal-period": attribute(seconds) };
    if (per === "subscription" && (scope === "product" || features.countersByKey.notIn.includes(tier))) {
        return { name: "rate-limit", attributes, sections: ["inbound"], once: true };
    }
    return {
        name: "rate-limit-by-key",
        attributes: { ...attributes, "counter-key": counterKey(per, scope) },
        sections: ["inbound"],
        missing: features.countersByKey,
    };
}

function quotaLimit({ calls, kilobytes, seconds, per }: Quota, scope: LimitScope): PolicyElement {
    const attributes = {
        calls: attribute(calls),
        bandwidth: attribute(kilobytes),
        "renewal-period": attribute(seconds),
    };
    if (per === "subscription" && scope === "product") {
        return { name: "quota", attributes, sections: ["inbound"], once: true };
    }
    return {
        name: "quota-by-key",
        attributes: { ...attributes, "counter-key": counterKey(per, scope) },
        sections: ["inbound"],
        missing: features.quotasByKey,
    };
}

function tokenLimit({ perMinute, quota, period, per, estimate }: TokenLimit, scope: LimitScope): PolicyElement {
    return {
        name: "llm-token-limit",
        attributes: {
            "counter-key": counterKey(per, scope),
            "tokens-per-minute": attribute(perMinute),
            "token-quota": attribute(quota),
            "token-quota-period": period,
            "estimate-prompt-tokens": attribute(estimate),
        },
        sections: ["inbound"],
        missing: features.tokenLimits,
    };
}

/** A key has one counter in the whole service, so that each names the API or the product as well. */
function counterKey(per: Per, scope: LimitScope): Expression {
    return counterKeys[scope][per];
}

const counterKeys: Readonly<Record<LimitScope, Readonly<Record<Per, Expression>>>> = {
    api: {
        subscription: expression`context.Api.Id + ":" + context.Subscription.Id`,
        // The object id, which an application has as well as a person; names may be given to somebody else later.
        caller: expression`context.Api.Id + ":" + ((Jwt)context.Variables["${callerToken}"]).Claims.GetValueOrDefault("oid", "")`,
        ip: expression`context.Api.Id + ":" + context.Request.IpAddress`,
    },
    product: {
        subscription: expression`context.Product.Id + ":" + context.Subscription.Id`,
        caller: expression`context.Product.Id + ":" + ((Jwt)context.Variables["${callerToken}"]).Claims.GetValueOrDefault("oid", "")`,
        ip: expression`context.Product.Id + ":" + context.Request.IpAddress`,
    },
};
