import * as pulumi from "@pulumi/pulumi";
import type { CredentialSettings } from "../../settings/credential";
import type { PoolMember } from "../../settings/pool";
import type { ResilienceSettings } from "../../settings/resilience";
import { credentialFrom } from "../credentials/methods";
import { type Feature, features, type Tier } from "./tiers";

/** What there is to know of an endpoint's calls. */
interface Endpoint {
    readonly name: string;
    readonly mock: boolean;
    readonly resilience: ResilienceSettings;
    readonly pool?: readonly PoolMember[];
}

/** Says which members of pools the gateway may not be able to query, though the stack adds its identity to workspaces. */
export function announceUngranted(
    endpoints: readonly (Endpoint & { readonly credential?: CredentialSettings })[],
    owner: pulumi.Resource,
): void {
    for (const { name, mock, pool = [], credential } of endpoints) {
        if (mock || !credential || !credentialFrom(credential).grantTo) continue;
        const others = pool.filter(({ endpoint, workspaceHost }) => workspaceHost !== undefined || endpoint !== name);
        if (others.length === 0) continue;
        const line =
            `endpoint "${name}": managedIdentity.grant covers the endpoint itself, but not the other members of ` +
            `its pool (${others.map(({ endpoint }) => endpoint).join(", ")}). Give the identity CAN_QUERY on them.`;
        void pulumi.log.warn(line, owner);
    }
}

/** Says once what a tier does without in the calls of endpoints, though nobody asked for it in words. */
export function announceLimits(
    endpoints: readonly Endpoint[],
    tier: pulumi.Output<Tier>,
    owner: pulumi.Resource,
): void {
    tier.apply(async (name) => {
        for (const line of callLimits(endpoints, name)) await pulumi.log.warn(line, owner);
    });
}

/** What endpoints do without in a tier, one sentence each. Nothing for endpoints that are mocked. */
export function callLimits(endpoints: readonly Endpoint[], tier: Tier): string[] {
    const called = endpoints.filter(({ mock }) => !mock);
    const lacks = ({ notIn }: Feature) => notIn.includes(tier);
    return [
        ...(lacks(features.circuitBreakers) && called.some(({ resilience }) => resilience.circuitBreaker)
            ? [`The ${tier} tier does not support circuit breakers: failing endpoints keep receiving traffic.`]
            : []),
        ...(lacks(features.longCalls) && called.some(({ resilience }) => resilience.timeout > 30)
            ? [
                  `Microsoft documents 30 seconds for a call in the ${tier} tier, whatever ` +
                      "serving-gateway:resilience.timeout says: calls of slower models, and first calls of " +
                      "endpoints that scale to zero, can fail.",
              ]
            : []),
    ];
}
