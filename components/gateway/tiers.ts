/** Tier of a service, as Azure names it, e.g. `Developer`; an open set. */
export type Tier = string;

/** Known tiers. Others are assumed to support everything: Azure refuses what they do not. */
export const tiers = [
    "Consumption",
    "Developer",
    "Basic",
    "Standard",
    "Premium",
    "BasicV2",
    "StandardV2",
    "PremiumV2",
] as const;

/** Something that not every tier supports. */
export interface Feature {
    /** In words, as it follows "does not support". */
    readonly name: string;
    readonly notIn: readonly Tier[];
    /** Why, where that helps to choose. */
    readonly reason?: string;
    /** What to do in a tier without it, as it follows "Alternatively,". */
    readonly instead?: string;
}

const v2 = ["BasicV2", "StandardV2", "PremiumV2"];

/**
 * What tiers do not support (Microsoft Learn, "Feature-based comparison of the Azure API Management tiers" and the policies'
 * own pages, "Applies to" and "Gateways"; 2026). All tiers support what is not listed.
 */
export const features = {
    /** Comparison, "Built-in cache"; cache-lookup-value, `caching-type`. */
    internalCache: {
        name: "the internal cache",
        notIn: ["Consumption"],
        reason: "a token must not be stored in an external one",
        instead: "use serving-gateway:credential.managedIdentity",
    },
    /** rate-limit-by-key. */
    countersByKey: {
        name: "rate limits by caller or address",
        notIn: ["Consumption"],
        instead: "count calls per subscription",
    },
    /** quota-by-key; in v2 since May 2025 (service changelog, API gateway overview of 2025-11). */
    quotasByKey: {
        name: "quotas, except on product subscriptions",
        notIn: ["Consumption"],
        instead: "set the quota per subscription in serving-gateway:products",
    },
    /** llm-token-limit. */
    tokenLimits: { name: "token limits", notIn: ["Consumption"] },
    /** llm-content-safety, "applies to"; "gateways" of the same page lists Consumption too, which is unproven. */
    contentSafety: { name: "checks by Azure AI Content Safety", notIn: ["Consumption"] },
    /** "Backends", circuit breaker, notes. */
    circuitBreakers: { name: "circuit breakers", notIn: ["Consumption"] },
    /** "Backends", load-balanced pool: the next priority is used once circuit breakers have opened, which it has not. */
    poolPriorities: {
        name: "pools with more than one priority, because they need circuit breakers",
        notIn: ["Consumption"],
        instead: "give all members one priority",
    },
    /**
     * "API gateway overview", gateway runtime limits, total request duration (2026-04). Unproven: a Microsoft lab waits 240
     * seconds in BasicV2, so that nothing is refused for it.
     */
    longCalls: { name: "calls of more than 30 seconds", notIn: ["Consumption", ...v2] },
    /** "Expose REST API in API Management as an MCP server", applies to. */
    mcpServers: { name: "MCP servers", notIn: ["Consumption"] },
    /** "How to create and use groups". */
    groups: { name: "groups", notIn: ["Consumption"] },
    /** "Authorize developer accounts by using Microsoft Entra ID". */
    externalGroups: { name: "Microsoft Entra groups", notIn: ["Consumption", "Basic"] },
} satisfies Record<string, Feature>;

/** Largest policy document that the service takes, in bytes (gateway runtime limits, 2026-04). */
export function largestPolicy(tier: Tier): number {
    return (tier === "Consumption" ? 16 : 512) * 1024;
}

/** Largest policy fragment in bytes, in every tier (policy fragments page; its newest copy says 512 KB). */
export const largestFragment = 32 * 1024;

/** A setting that needs a feature. */
export interface Use {
    /** Key of the stack's configuration, e.g. `serving-gateway:limits.quota`. */
    readonly setting: string;
    readonly feature: Feature;
}

/** What the tier does not support, one line for each setting that needs it, with the tiers that do. */
export function tierProblems(uses: readonly Use[], tier: Tier): string[] {
    return uses
        .filter(({ feature }) => feature.notIn.includes(tier))
        .map(({ setting, feature }) => {
            const { name, notIn, reason, instead } = feature;
            const able = tiers.filter((other) => !notIn.includes(other));
            const problem = `${setting}: the ${tier} tier does not support ${name}${reason ? ` (${reason})` : ""}.`;
            return `${problem} Supported in: ${able.join(", ")}.${instead ? ` Alternatively, ${instead}.` : ""}`;
        })
        .filter((problem, index, all) => all.indexOf(problem) === index);
}
