/** Tier of a service, as Azure names it, e.g. `Developer`; an open set. */
export type Tier = string;

/** Tiers that are known here. Others are taken to have everything: Azure refuses what they have not. */
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

/** Something that not every tier has. */
export interface Feature {
    /** In words, as it follows "has no". */
    readonly name: string;
    readonly notIn: readonly Tier[];
    /** Why, where that helps to choose. */
    readonly reason?: string;
    /** What to do in a tier without it, as it follows "or". */
    readonly instead?: string;
}

const v2 = ["BasicV2", "StandardV2", "PremiumV2"];

/**
 * What the tiers have not (Microsoft Learn, "Feature-based comparison of the Azure API Management tiers" and the policies'
 * own pages, "Applies to" and "Gateways"; 2026). What is not here, all have.
 */
export const features = {
    /** Comparison, "Built-in cache"; cache-lookup-value, `caching-type`. */
    internalCache: {
        name: "internal cache",
        notIn: ["Consumption"],
        reason: "a token must not be put into an external one",
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
        name: "quotas but those of products' subscriptions",
        notIn: ["Consumption"],
        instead: "set the quota per subscription in serving-gateway:products",
    },
    /** llm-token-limit. */
    tokenLimits: { name: "token limits", notIn: ["Consumption"] },
    /** "Backends", circuit breaker, notes. */
    circuitBreakers: { name: "circuit breakers", notIn: ["Consumption"] },
    /** "Backends", load-balanced pool: the next priority is used once circuit breakers have opened, which it has not. */
    poolPriorities: {
        name: "pools with more than one priority, because it has no circuit breakers",
        notIn: ["Consumption"],
        instead: "give all members one priority",
    },
    /**
     * "API gateway overview", gateway runtime limits, total request duration (2026-04). Unproven: a Microsoft lab waits 240
     * seconds in BasicV2, so that nothing is refused for it.
     */
    longCalls: { name: "calls of more than 30 seconds", notIn: ["Consumption", ...v2] },
    /** "How to create and use groups". */
    groups: { name: "groups", notIn: ["Consumption"] },
    /** "Authorize developer accounts by using Microsoft Entra ID". */
    externalGroups: { name: "groups of Microsoft Entra", notIn: ["Consumption", "Basic"] },
} satisfies Record<string, Feature>;

/** Largest policy document that the service takes, in bytes (gateway runtime limits, 2026-04). */
export function largestPolicy(tier: Tier): number {
    return (tier === "Consumption" ? 16 : 512) * 1024;
}

/** A setting that needs a feature. */
export interface Use {
    /** Key of the stack's configuration, e.g. `serving-gateway:limits.quota`. */
    readonly setting: string;
    readonly feature: Feature;
}

/** What the tier has not, one line for each setting that asks for it, with the tiers that have it. */
export function tierProblems(uses: readonly Use[], tier: Tier): string[] {
    return uses
        .filter(({ feature }) => feature.notIn.includes(tier))
        .map(({ setting, feature }) => {
            const { name, notIn, reason, instead } = feature;
            const able = tiers.filter((other) => !notIn.includes(other));
            const problem = `${setting}: the ${tier} tier has no ${name}${reason ? ` (${reason})` : ""}.`;
            return `${problem} ${inWords(able)} have${instead ? `; or ${instead}` : ""}.`;
        })
        .filter((problem, index, all) => all.indexOf(problem) === index);
}

function inWords(names: readonly string[]): string {
    return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}` : names.join("");
}
