import { type Tier, tiers } from "./tiers";
import type { Wanted } from "../wanted";

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
 *
 * @param kind an `EntityKind`, or one that has no limit
 */
export function entityTotal(kind: string, tier: Tier): number {
    const index = (tiers as readonly string[]).indexOf(tier.replace(/V2$/, ""));
    return (totals as Readonly<Record<string, readonly number[]>>)[kind]?.[index] ?? Infinity;
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
        const beside = there > 0 ? `, and the service has ${counted(there, "others")}` : "";
        const takes = able.length > 0 ? ` Supported in: ${able.join(", ")}.` : "";
        return [
            `The stack creates ${counted(wanted, kind)}${beside}; the limit of the ${tier} tier is ` +
                `${total}.${takes}`,
        ];
    });
}

/** @param things in the plural */
function counted(count: number, things: string): string {
    return `${count} ${count === 1 ? things.slice(0, -1) : things}`;
}

/** Kinds by the types of azure-native that count as one of them. */
const kinds: Readonly<Record<string, EntityKind>> = {
    "azure-native:apimanagement:Api": "operations",
    "azure-native:apimanagement:NamedValue": "named values",
    "azure-native:apimanagement:Product": "products",
    "azure-native:apimanagement:Subscription": "subscriptions",
    "azure-native:apimanagement:Tag": "tags",
};

/** What a resource counts as, of what is listed in one place of a service. */
export function listedKind(type: string): EntityKind | undefined {
    const kind = kinds[type];
    return kind === "operations" ? undefined : kind;
}

/** What the stack makes at least: each API and each revision has one operation or more, which its document says. */
export function entityNeeds(wanted: readonly Pick<Wanted, "type">[]): EntityCounts {
    const counts: { [kind in EntityKind]: number } = {
        operations: 0,
        tags: 0,
        "named values": 0,
        products: 0,
        subscriptions: 0,
    };
    for (const { type } of wanted) {
        const kind = kinds[type];
        if (kind) counts[kind]++;
    }
    // With each product comes a subscription of the administrator.
    return { ...counts, subscriptions: counts.subscriptions + counts.products };
}
