import { PolicyError } from "../policies/policyText";
import { sizeProblem } from "../policies/policyDocument";
import type { Wanted } from "../wanted";
import { type EntityCounts, entityNeeds, entityProblems, entityTotal } from "./entityTotals";
import { type PlannedPolicy, policySize } from "./serviceNeeds";
import { largestPolicy, type Tier, tiers } from "./tiers";

/** Kinds of entities that are counted, in the order in which a report has them. */
export const countedKinds = [
    "APIs",
    "operations",
    "products",
    "subscriptions",
    "named values",
    "tags",
    "backends",
    "version sets",
    "policy fragments",
] as const;

/** A kind of entities that is counted. */
export type CountedKind = (typeof countedKinds)[number];

/** What a service takes a limited number of. */
export interface CountedEntities {
    /** @example "operations", or 'APIs of the product "gold"' */
    readonly kind: string;
    /** How many the stack makes. */
    readonly stack: number;
    /** How many the service has beside these. */
    readonly others: number;
    /** How many a service of the tier takes; null where no number is documented, or the tier is not known. */
    readonly limit: number | null;
    /** A number that Microsoft documented once, and of which it is not known whether it still holds. @default none */
    readonly formerLimit?: number;
}

/** What a stack needs of its service, against the limits of the service's tier. */
export interface LimitsReport {
    /** Of the format. */
    readonly version: 1;
    readonly service: string;
    readonly tier: Tier;
    readonly entities: readonly CountedEntities[];
    /** Policy documents with their sizes in bytes, as large as they can become. */
    readonly policies: readonly { readonly owner: string; readonly bytes: number; readonly limit: number }[];
    /** MCP servers with their numbers of tools, for which no limit is documented. */
    readonly mcpServers: readonly { readonly name: string; readonly tools: number }[];
    /** What does not fit, or cannot be counted, a text each. Empty if the stack fits. */
    readonly problems: readonly string[];
    /** What no count can tell, a text each. */
    readonly unknown: readonly string[];
}

/** What is counted of a stack and of its service. */
export interface LimitsArgs {
    readonly service: string;
    readonly tier: Tier;
    /** What the stack declares in the service. */
    readonly wanted: readonly Pick<Wanted, "type" | "at">[];
    /** How many operations the stack's APIs have. */
    readonly operations: number;
    readonly mcpServers: LimitsReport["mcpServers"];
    readonly policies: readonly PlannedPolicy[];
    /** What the service has beside what the stack wants. */
    readonly others: { readonly [kind in CountedKind]?: number };
    /** APIs of others in the products that the stack publishes in, by the product. */
    readonly othersInProducts: Readonly<Record<string, number>>;
    /** Why something cannot be counted, a text each. */
    readonly uncounted: readonly string[];
}

/** The 2025-08 edition of the service limits had it for tiers of version 2; later ones do not say. */
const formerLimitOfV2 = 100;

/** Compares what a stack needs with what a service of the tier takes. Nothing is read or asked. */
export function limitsReport(args: LimitsArgs): LimitsReport {
    const { service, tier, wanted, mcpServers, policies, others, uncounted } = args;
    const needs = { ...entityNeeds(wanted), operations: args.operations };
    const sizes = policies.map((policy) => ({ owner: policy.owner, ...sizeIn(policy, tier) }));
    const isKnown = (tiers as readonly string[]).includes(tier);
    const entities = [...countedIn(args, needs), ...largestProduct(args)];
    return {
        version: 1,
        service,
        tier,
        entities,
        policies: sizes.map(({ owner, bytes }) => ({ owner, bytes, limit: largestPolicy(tier) })),
        mcpServers,
        problems: [
            ...entityProblems(needs, tier, others),
            ...sizes.flatMap(({ owner, problem }) => (problem ? [`${owner}: ${problem}.`] : [])),
            ...uncounted,
        ],
        unknown: [
            ...(isKnown ? [] : [`The limits of the tier ${tier}: Azure refuses what it does not take.`]),
            ...entities.flatMap(formerLimitProblem),
            ...(mcpServers.length > 0 ? ["How many tools an MCP server takes: no limit is documented."] : []),
        ],
    };
}

function countedIn({ tier, wanted, mcpServers, others }: LimitsArgs, needs: EntityCounts): CountedEntities[] {
    const declared = (type: string) => wanted.filter((each) => each.type === `azure-native:apimanagement:${type}`);
    const own: { readonly [kind in CountedKind]?: number } = {
        ...needs,
        // A revision is one more API for the limit of operations, but none in the list of APIs. An MCP server is one (record
        // mcp-servers-count-as-apis).
        APIs: declared("Api").filter(({ at }) => !at.apiId!.includes(";rev=")).length + mcpServers.length,
        backends: declared("Backend").length,
        "version sets": declared("ApiVersionSet").length,
        "policy fragments": declared("PolicyFragment").length,
    };
    return countedKinds.map((kind) => ({
        kind,
        stack: own[kind] ?? 0,
        others: others[kind] ?? 0,
        limit: finite(entityTotal(kind, tier)),
        ...(isV2(tier) && (kind === "backends" || kind === "version sets") && { formerLimit: formerLimitOfV2 }),
    }));
}

/** The product with the most APIs: the limit is one of each product. */
function largestProduct({ wanted, tier, othersInProducts }: LimitsArgs): CountedEntities[] {
    const links = wanted.filter(({ type }) => type === "azure-native:apimanagement:ProductApiLink");
    const products = [...new Set(links.map(({ at }) => at.productId!))].sort();
    const rows = products.map((product) => ({
        kind: `APIs of the product "${product}"`,
        stack: links.filter(({ at }) => at.productId === product).length,
        others: othersInProducts[product] ?? 0,
        limit: null,
        ...(isV2(tier) && { formerLimit: formerLimitOfV2 }),
    }));
    return rows.sort((a, b) => b.stack + b.others - a.stack - a.others).slice(0, 1);
}

function formerLimitProblem({ kind, stack, others, formerLimit }: CountedEntities): string[] {
    if (formerLimit === undefined || stack + others <= formerLimit) return [];
    return [
        `Whether the service takes ${stack + others} ${kind}: Microsoft documented a limit of ${formerLimit} for the v2 ` +
            "tiers in 2025, and does not say whether it still holds.",
    ];
}

function sizeIn(policy: PlannedPolicy, tier: Tier): { readonly bytes: number; readonly problem?: string } {
    try {
        const bytes = policySize(policy, tier);
        return { bytes, problem: sizeProblem(bytes, tier) };
    } catch (error) {
        if (!(error instanceof PolicyError)) throw error;
        return { bytes: 0, problem: error.message };
    }
}

function isV2(tier: Tier): boolean {
    return tier.endsWith("V2");
}

function finite(limit: number): number | null {
    return Number.isFinite(limit) ? limit : null;
}
