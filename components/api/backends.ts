import * as apim from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import type { PoolMember } from "../../settings/pool";
import type { CircuitBreakerSettings, ResilienceSettings } from "../../settings/resilience";
import { identifierWithin } from "../identifier";
import { features, type Tier, type Use } from "../gateway/tiers";
import type { PolicyBackend } from "../policies/apiFeature";
import { type Transform, transformed } from "../transform";
import { type Registered, want, type Wanted } from "../wanted";

/** Where an API's calls go: to one endpoint, or to the members of a pool. */
export interface BackendsArgs {
    readonly resourceGroupName: pulumi.Input<string>;
    readonly serviceName: pulumi.Input<string>;
    readonly tier: pulumi.Input<Tier>;
    /** Identifier of the API whose calls go there, without the prefix. */
    readonly apiId: string;
    /** Goes in front of identifiers. @default nothing */
    readonly namePrefix?: string;
    /** Where the endpoint answers. */
    readonly serviceUrl: pulumi.Input<string>;
    /** Endpoints that calls are spread over, instead of the one. */
    readonly pool?: readonly PoolMember[];
    /** The workspace's origin, of members that name none. */
    readonly workspaceHost: string;
    readonly circuitBreaker: CircuitBreakerSettings | false;
}

/**
 * What stands between an API and its endpoints, where more than an address is asked for: a circuit breaker, or a pool
 * with one for each of its members. The last one is what calls go to; none where the API's own address is enough.
 */
export function backends(
    name: string,
    args: BackendsArgs,
    options: pulumi.CustomResourceOptions,
    transform?: Transform<apim.BackendArgs>,
): apim.Backend[] {
    const { resourceGroupName, serviceName, pool, serviceUrl } = args;
    const service = { resourceGroupName, serviceName };
    const asked = args.circuitBreaker && circuitBreaker(args.circuitBreaker, pool !== undefined);
    // The tier has none; `backendUses` and `callLimits` say so.
    const breaker = asked && pulumi.output(args.tier).apply((tier) => (tier === "Consumption" ? undefined : asked));
    const single = (logicalName: string, backendId: string, url: pulumi.Input<string>) => {
        const own = { backendId, url, protocol: "http", circuitBreaker: breaker || undefined };
        return new apim.Backend(
            ...transformed<apim.BackendArgs>(transform, logicalName, { ...service, ...own }, options),
        );
    };
    const names = backendNames(name, args);
    if (!pool) {
        return names.entry ? [single(names.entry.name, names.entry.backendId, serviceUrl)] : [];
    }
    const members = names.members.map(({ name: member, backendId, url }) => single(member, backendId, url));
    const services = pool.map(({ priority, weight }, index) => ({ id: members[index]!.id, priority, weight }));
    const { name: entry, backendId } = names.entry!;
    const own = { backendId, type: "Pool", pool: { services } };
    const made = transformed<apim.BackendArgs>(transform, entry, { ...service, ...own }, options);
    return [...members, new apim.Backend(...made)];
}

/** What decides, before anything is declared, whether an API needs a backend entity. */
export interface PlannedBackendArgs extends Pick<BackendsArgs, "namePrefix" | "pool" | "workspaceHost"> {
    readonly endpoint: string;
    /** @default the endpoint's name */
    readonly apiId?: string;
    readonly resilience: Pick<ResilienceSettings, "circuitBreaker">;
}

/** The entity that an API's calls will go to, and what it needs of the service's tier. */
export function plannedBackend(args: PlannedBackendArgs): PolicyBackend | undefined {
    const { endpoint, apiId = endpoint, pool, resilience } = args;
    const { circuitBreaker } = resilience;
    const { entry } = backendNames(apiId, { ...args, apiId, circuitBreaker });
    return entry && { backendId: entry.backendId, requires: backendUses(endpoint, pool, circuitBreaker) };
}

function backendUses(
    endpoint: string,
    pool: BackendsArgs["pool"],
    circuitBreaker: BackendsArgs["circuitBreaker"],
): Use[] {
    return [
        ...(circuitBreaker && circuitBreaker.asked
            ? [{ setting: "serving-gateway:resilience.circuitBreaker", feature: features.circuitBreakers }]
            : []),
        ...(pool && new Set(pool.map(({ priority }) => priority)).size > 1
            ? [{ setting: `serving-gateway:endpoints, pool of "${endpoint}"`, feature: features.poolPriorities }]
            : []),
    ];
}

type BackendNamesArgs = Pick<BackendsArgs, "apiId" | "namePrefix" | "pool" | "workspaceHost" | "circuitBreaker">;

/** The entity that calls go to, if there is one, and the members of a pool. */
function backendNames(name: string, args: BackendNamesArgs) {
    const { apiId, namePrefix = "", pool, workspaceHost, circuitBreaker } = args;
    const backendIdOf = (key?: string) =>
        identifierWithin(longest, namePrefix + ["serving", apiId, ...(key ? [key] : [])].join("-"));
    if (!pool) {
        const entry = circuitBreaker ? { name: `${name}-backend`, backendId: backendIdOf() } : undefined;
        return { entry, members: [] };
    }
    const members = pool.map(({ endpoint, workspaceHost: host = workspaceHost }) => {
        const url = `${host}/serving-endpoints/${encodeURIComponent(endpoint)}`;
        // Named after where it leads, so that another order or another member changes nothing of it.
        const key = createHash("sha256").update(url).digest("hex").slice(0, 8);
        return { name: `${name}-backend-${key}`, backendId: backendIdOf(key), url };
    });
    return { entry: { name: `${name}-pool`, backendId: backendIdOf("pool") }, members };
}

/** The backends that `backends` declares. */
export function wantedBackends(name: string, args: BackendNamesArgs, parents: readonly Registered[]): Wanted[] {
    const { entry, members } = backendNames(name, args);
    return [
        ...members.map(({ name: member, backendId, url }) =>
            want("apimanagement:Backend", member, parents, { backendId }, { url, protocol: "http" }),
        ),
        ...(entry
            ? [
                  want(
                      "apimanagement:Backend",
                      entry.name,
                      parents,
                      { backendId: entry.backendId },
                      args.pool ? { type: "Pool" } : { protocol: "http" },
                  ),
              ]
            : []),
    ];
}

/** Longest identifier of a backend (API Management, 2024-05-01). */
const longest = 80;

/**
 * Statuses that tell that an endpoint is not able to answer, rather than that a call was wrong: no answer, an answer that
 * is none, and the endpoint's own word. In a pool the call that came too often (429) goes to another member as well;
 * without one, leaving the endpoint alone would shut out the callers that keep to their share.
 */
export function circuitBreaker({ failures, seconds, trip }: CircuitBreakerSettings, pooled: boolean) {
    const rule = {
        name: "not-able",
        failureCondition: {
            count: failures ?? (pooled ? 1 : 5),
            interval: duration(seconds),
            statusCodeRanges: [...(pooled ? [{ min: 429, max: 429 }] : []), { min: 502, max: 504 }],
            errorReasons: ["Timeout", "BackendConnectionFailure"],
        },
        tripDuration: duration(trip),
        acceptRetryAfter: true,
    };
    return { rules: [rule] };
}

/** ISO 8601, in the form that .NET gives it. */
export function duration(seconds: number): string {
    const parts = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
    const [days, hours, minutes] = parts.map((count, index) => (count > 0 ? `${count}${"DHM"[index]}` : ""));
    const rest = seconds % 60 > 0 ? `${seconds % 60}S` : "";
    const time = `${hours}${minutes}${rest}`;
    return `P${days}${time && `T${time}`}`;
}
