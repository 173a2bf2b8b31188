import type { EndpointSettings, Settings } from "../../settings/settings";
import type { CredentialSettings } from "../../settings/credential";
import { type Tier, tiers } from "./tiers";

/** Kinds of entities of which a service takes a limited number. */
export type EntityKind = "operations" | "tags" | "named values" | "products" | "subscriptions";

/** How many of each kind there are, or are wanted. */
export type EntityCounts = { readonly [kind in EntityKind]?: number };

/** Consumption, Developer, Basic, Standard, Premium, in this order; tiers of version 2 have what their classic one has. */
const totals: Readonly<Record<EntityKind, readonly number[]>> = {
    operations: [3_000, 3_000, 10_000, 50_000, 75_000],
    tags: [1_500, 1_500, 1_500, 2_500, 15_000],
    "named values": [5_000, 5_000, 5_000, 10_000, 18_000],
    products: [100, 100, 200, 500, 2_000],
    subscriptions: [Infinity, 10_000, 15_000, 25_000, 75_000],
};

/**
 * How many entities of a kind a service of the tier takes, versions and revisions counted (service limits, enforced from
 * March 2026). Infinity for a tier that is not known here, and where no number is documented.
 */
export function entityTotal(kind: EntityKind, tier: Tier): number {
    const index = (tiers as readonly string[]).indexOf(tier.replace(/V2$/, ""));
    return totals[kind][index] ?? Infinity;
}

/**
 * What does not fit into a service of the tier, a line for each kind.
 *
 * @param needs what the stack itself makes
 * @param others what the service has beside it. @default not known
 */
export function entityProblems(needs: EntityCounts, tier: Tier, others: EntityCounts = {}): string[] {
    return (Object.keys(totals) as EntityKind[]).flatMap((kind) => {
        const [wanted, there, total] = [needs[kind] ?? 0, others[kind] ?? 0, entityTotal(kind, tier)];
        if (wanted + there <= total) return [];
        const able = tiers.filter((other) => entityTotal(kind, other) >= wanted + there);
        const beside = there > 0 ? `, and the service has ${there} others` : "";
        const takes = able.length > 0 ? ` ${able.join(", ")} take so many.` : "";
        return [`The stack makes ${wanted} ${kind}${beside}; the ${tier} tier takes ${total}.${takes}`];
    });
}

export interface EntityNeedsArgs {
    readonly endpoints: readonly Pick<EndpointSettings, "tags">[];
    readonly callers: Settings["callers"];
    readonly products?: Settings["products"];
    /** Each of them once. */
    readonly credentials: readonly CredentialSettings[];
}

/** What the stack makes at least: each API has one operation or more, which its document says. */
export function entityNeeds({ endpoints, callers, products = [], credentials }: EntityNeedsArgs): EntityCounts {
    const tags = new Set(endpoints.flatMap(({ tags = [] }) => tags.map(({ id }) => id)));
    const own = callers.subscriptionKey ? endpoints.length : 0;
    // With each product comes a subscription of the administrator.
    const ofProducts = products.reduce((sum, { subscriptions }) => sum + subscriptions.length + 1, 0);
    return {
        operations: endpoints.length,
        tags: tags.size,
        "named values": credentials.reduce((sum, credential) => sum + namedValues[credential.method], 0),
        products: products.length,
        subscriptions: own + ofProducts,
    };
}

const namedValues: Readonly<Record<CredentialSettings["method"], number>> = {
    pat: 1,
    mintedPat: 1,
    keyVaultPat: 1,
    oauthM2M: 2,
    managedIdentity: 0,
    passthrough: 0,
};
