import type { LimitSettings } from "../../settings/limits";
import { limitsOf } from "../../settings/limits";
import type { CallersSettings } from "../../settings/callers";
import type { GroupSettings, ProductSettings } from "../../settings/products";
import { features, type Use } from "./tiers";

export interface GovernanceUsesArgs {
    readonly callers: CallersSettings;
    readonly endpoints: readonly { readonly limits?: LimitSettings }[];
    readonly products?: readonly ProductSettings[];
    readonly groups?: readonly GroupSettings[];
}

/** What limits, products and groups ask for, and not every tier has. */
export function governanceUses({ callers, endpoints, products = [], groups = [] }: GovernanceUsesArgs): Use[] {
    return [
        ...endpoints.flatMap(({ limits }) => limitUses("serving-gateway:limits", limits ?? {}, "api")),
        ...products.flatMap((product) => [
            ...limitUses(
                `serving-gateway:products ("${product.name}").limits`,
                limitsOf(callers, {}, product.limits),
                "product",
            ),
            ...(product.groups.some((group) => group !== "administrators")
                ? [{ setting: `serving-gateway:products ("${product.name}").groups`, feature: features.groups }]
                : []),
        ]),
        ...groups.map(({ name, externalId }) => ({
            setting: `serving-gateway:groups ("${name}")`,
            feature: externalId ? features.externalGroups : features.groups,
        })),
    ];
}

/** Subscriptions have counters of their own in every tier; for quotas, only those to products. */
function limitUses(at: string, { calls, quota, tokens }: LimitSettings, scope: "api" | "product"): Use[] {
    return [
        ...(calls && calls.per !== "subscription" ? [{ setting: `${at}.calls`, feature: features.countersByKey }] : []),
        ...(quota && !(scope === "product" && quota.per === "subscription")
            ? [{ setting: `${at}.quota`, feature: features.quotasByKey }]
            : []),
        ...(tokens ? [{ setting: `${at}.tokens`, feature: features.tokenLimits }] : []),
    ];
}
