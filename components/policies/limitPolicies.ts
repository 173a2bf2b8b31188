import type { CallLimit, LimitSettings, Per, Quota, TokenLimit } from "../../settings/limits";
import { features, type Use } from "../gateway/tiers";
import type { ApiFeature, ApiPolicyArgs } from "./apiFeature";
import type { Contribution, Refusal } from "./contribution";
import { callerToken, limitsOfApi, modelsApi } from "./counting";
import { namedRefusal } from "./namedRefusal";
import { attribute, type PolicyElement, type Tier } from "./policyElement";
import { expression, type Expression } from "./policyText";

/** What a limit counts for: each API, or each product. In an API that models share, the model's own API. */
export type LimitScope = "api" | "product" | "model";

/** What callers may use of an API. They are told of what they used up of its products, too. */
export const limits: ApiFeature = (api) => [
    {
        slot: "limits",
        elements: (facts) => limitPolicies(limitsOfApi(api, facts), scopeOf(api), facts.tier),
        requires: limitUses(settingOf(api), limitsOfApi(api, { usesTokens: true }), scopeOf(api)),
        refusals: (facts) =>
            limitRefusals([limitsOfApi(api, facts), ...(api.products ?? []).map((product) => product.limits)]),
    },
];

const scopeOf = ({ isShared }: ApiPolicyArgs): LimitScope => (isShared ? "model" : "api");

/** Whose limit it is, in refusals. */
const settingOf = ({ isShared }: ApiPolicyArgs) =>
    `serving-gateway:limits${isShared ? " (with openai or databricksPaths, which share them)" : ""}`;

/** What callers may use of all APIs of a product. */
export function productLimits(product: string, own: LimitSettings): Contribution {
    return {
        slot: "limits",
        elements: ({ tier }) => limitPolicies(own, "product", tier),
        requires: limitUses(`serving-gateway:products ("${product}").limits`, own, "product"),
    };
}

/** Subscriptions have counters of their own in every tier, but none for each model; for quotas, only those to products. */
function limitUses(at: string, { calls, quota, tokens }: LimitSettings, scope: LimitScope): Use[] {
    return [
        ...(calls && (calls.per !== "subscription" || scope === "model")
            ? [{ setting: `${at}.calls`, feature: features.countersByKey }]
            : []),
        ...(quota && !(scope === "product" && quota.per === "subscription")
            ? [{ setting: `${at}.quota`, feature: features.quotasByKey }]
            : []),
        ...(tokens ? [{ setting: `${at}.tokens`, feature: features.tokenLimits }] : []),
    ];
}

function limitRefusals(all: readonly LimitSettings[]): Refusal[] {
    return [
        ...(all.some(({ calls, tokens }) => calls ?? tokens?.perMinute) ? [tooOften] : []),
        ...(all.some(({ quota, tokens }) => quota ?? tokens?.quota) ? [usedUp] : []),
    ];
}

const retryAfter = {
    header: "Retry-After",
    value: expression`context.Response.Headers.GetValueOrDefault("Retry-After", "")`,
};

const tooOften = namedRefusal(
    expression`context.LastError.Section == "inbound" && context.Response?.StatusCode == 429 && context.Response.Headers.ContainsKey("Retry-After")`,
    {
        ...retryAfter,
        statusCode: 429,
        reason: "Too Many Requests",
    },
);

const usedUp = namedRefusal(
    expression`context.LastError.Section == "inbound" && context.Response?.StatusCode == 403 && context.Response.Headers.ContainsKey("Retry-After")`,
    {
        ...retryAfter,
        statusCode: 403,
        reason: "Forbidden",
    },
);

/**
 * In the order in which it is looked at.
 *
 * @param tier the service's: where it has no counters by key, those of subscriptions stand in for them
 */
function limitPolicies({ calls, quota, tokens }: LimitSettings, scope: LimitScope, tier: Tier): PolicyElement[] {
    return [
        ...(calls ? [callLimit(calls, scope, tier)] : []),
        ...(quota ? [quotaLimit(quota, scope)] : []),
        ...(tokens ? [tokenLimit(tokens, scope)] : []),
    ];
}

function callLimit({ count, seconds, per }: CallLimit, scope: LimitScope, tier: Tier): PolicyElement {
    const attributes = { calls: attribute(count), "renewal-period": attribute(seconds) };
    const isByKey = scope === "model" || (scope === "api" && !features.countersByKey.notIn.includes(tier));
    if (per === "subscription" && !isByKey) {
        return { name: "rate-limit", attributes, sections: ["inbound"], once: true };
    }
    return {
        name: "rate-limit-by-key",
        attributes: { ...attributes, "counter-key": counterKey(per, scope) },
        sections: ["inbound"],
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
    model: {
        subscription: expression`context.Variables["${modelsApi}"] + ":" + context.Subscription.Id`,
        caller: expression`context.Variables["${modelsApi}"] + ":" + ((Jwt)context.Variables["${callerToken}"]).Claims.GetValueOrDefault("oid", "")`,
        ip: expression`context.Variables["${modelsApi}"] + ":" + context.Request.IpAddress`,
    },
    product: {
        subscription: expression`context.Product.Id + ":" + context.Subscription.Id`,
        caller: expression`context.Product.Id + ":" + ((Jwt)context.Variables["${callerToken}"]).Claims.GetValueOrDefault("oid", "")`,
        ip: expression`context.Product.Id + ":" + context.Request.IpAddress`,
    },
};
