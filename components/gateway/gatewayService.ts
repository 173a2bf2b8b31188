import * as apim from "@pulumi/azure-native/apimanagement";
import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceSettings } from "../../settings/settings";
import type { Tier } from "../policies/policyElement";
import { onceConfigured } from "../dynamicResource";
import { callersUrl } from "./callersUrl";
import { type ExistingService, type ServiceIdentity, serviceOf, type ServiceReference } from "./existingService";
import { ServicePurge } from "./servicePurge";
import { type Registered, want, type Wanted } from "../wanted";

/** What becomes of a deleted service that Azure keeps for 48 hours, and with it the name of the one that is to be made. */
export type SoftDeletedService =
    | { /** It comes back in place of a new one, with all that it held. */ readonly restore: true }
    | { /** Its Azure resource id; it is deleted for good, should it be there. */ readonly purge: string };

/** What decides whether a service can be used. */
export interface FoundService {
    readonly name: string;
    readonly tier: Tier;
    /** Absent for a service that gets what it needs. */
    readonly identity?: ServiceIdentity;
}

/** What the settings ask of the service. */
export interface ServiceNeeds {
    /** The identities of a new service; undefined if it needs none. */
    readonly identity: { readonly type: string; readonly userAssignedIdentities?: Record<string, object> } | undefined;
    /** Why a service cannot be used, with the fix; undefined if it can. */
    problemOf(service: FoundService): string | undefined;
}

/** What the APIs need to know of the service that publishes them. */
export interface GatewayService {
    readonly resourceGroupName: pulumi.Input<string>;
    readonly serviceName: pulumi.Input<string>;
    /** Azure resource id. */
    readonly id: pulumi.Output<string>;
    /** Where callers reach it, without a trailing slash: at a custom domain, or e.g. `https://contoso.azure-api.net`. */
    readonly gatewayUrl: pulumi.Output<string>;
    readonly tier: pulumi.Output<Tier>;
    /** Object id of the service's own identity, or of the user-assigned one with this client id. */
    principalId(clientId?: string): pulumi.Output<string>;
}

/**
 * The service that exists, or a new one with the identities that are needed.
 *
 * @param found the service that exists, from `readService`. @default it is read once its name is known
 * @throws RunError, which ends the program with its message alone: the service lacks an identity or a policy that the
 * settings ask for
 */
export function gatewayService(
    name: string,
    settings: ServiceSettings | ServiceReference,
    needs: ServiceNeeds,
    parent: pulumi.Resource,
    softDeleted?: SoftDeletedService,
    found?: ExistingService,
): GatewayService {
    if (settings.create) return created(name, settings, needs, parent, softDeleted);
    const { name: serviceName, resourceGroup } = settings;
    return existing({ name: serviceName, resourceGroup: resourceGroup! }, needs, found);
}

function existing(reference: ServiceReference, needs: ServiceNeeds, found?: ExistingService): GatewayService {
    const { name, resourceGroup } = reference;
    const usable = (service: ExistingService, name: string) => {
        const problem = needs.problemOf({ name, tier: service.tier, identity: service.identity });
        if (problem) throw new pulumi.RunError(problem);
        return service;
    };
    // At once where the service is known, so that nothing is declared of a gateway that is refused.
    const service = found
        ? pulumi.output(usable(found, name as string))
        : pulumi.all([serviceOf(reference), name]).apply(([service, name]) => usable(service, name));
    return {
        resourceGroupName: onceConfigured(resourceGroup),
        serviceName: name,
        id: service.apply(({ id }) => id),
        gatewayUrl: service.apply(({ gatewayUrl }) => gatewayUrl),
        tier: service.apply(({ tier }) => tier),
        principalId: (clientId) => service.apply(({ identity }) => principalOf(identity, clientId)),
    };
}

function created(
    name: string,
    settings: ServiceSettings,
    needs: ServiceNeeds,
    parent: pulumi.Resource,
    softDeleted: SoftDeletedService | undefined,
): GatewayService {
    const create = settings.create!;
    const problem = needs.problemOf({ name: settings.name, tier: create.sku });
    if (problem) throw new pulumi.RunError(problem);
    const group = onceConfigured(resourceGroupOf(settings));
    const resourceGroupName =
        settings.resourceGroup === undefined
            ? new resources.ResourceGroup(
                  groupName(name),
                  { resourceGroupName: group, location: create.location },
                  { parent },
              ).name
            : group;
    const restores = softDeleted && "restore" in softDeleted;
    const purge =
        softDeleted && "purge" in softDeleted
            ? new ServicePurge(`${name}-purge`, { deletedServiceId: softDeleted.purge }, { parent })
            : undefined;
    const portals = portalsOf(create);
    const service = new apim.ApiManagementService(
        serviceName(name),
        {
            resourceGroupName,
            serviceName: settings.name,
            location: create.location,
            publisherName: create.publisherName,
            publisherEmail: create.publisherEmail,
            sku: { name: create.sku, capacity: create.capacity ?? (create.sku === "Consumption" ? 0 : 1) },
            identity: needs.identity,
            ...leftToAzure,
            ...portals.args,
            // Azure ignores all else then; the next update leaves it out, and so gives the service what is said here.
            ...(restores && { restore: true }),
        },
        {
            parent,
            // The classic tiers take 30 to 45 minutes, sometimes longer.
            customTimeouts: { create: "90m", update: "90m", delete: "90m" },
            dependsOn: purge && [purge],
            ignoreChanges: portals.ignored,
        },
    );
    return {
        resourceGroupName,
        serviceName: service.name,
        id: service.id,
        gatewayUrl: pulumi
            .all([service.gatewayUrl, service.hostnameConfigurations])
            .apply(([url, hostnameConfigurations]) => callersUrl({ gatewayUrl: url!, hostnameConfigurations })),
        tier: pulumi.output(create.sku),
        principalId: (clientId) => service.identity.apply((identity) => principalOf(identity, clientId)),
    };
}

/** Where the service is. A new one without a group gets one of its own. */
export function resourceGroupOf({ name, resourceGroup }: ServiceSettings): string {
    return resourceGroup ?? `rg-${name}`;
}

const groupName = (name: string) => `${name}-group`;
const serviceName = (name: string) => `${name}-service`;

/** What `gatewayService` declares in Azure. */
export function wantedService(
    name: string,
    { resourceGroup, create }: ServiceSettings,
    parents: readonly Registered[],
): Wanted[] {
    if (!create) return [];
    const { location, publisherName, publisherEmail, sku } = create;
    const group = want("resources:ResourceGroup", groupName(name), parents, {}, { location });
    const shown = { location, publisherName, publisherEmail, sku: { name: sku } };
    return [
        ...(resourceGroup === undefined ? [group] : []),
        want("apimanagement:ApiManagementService", serviceName(name), parents, {}, shown),
    ];
}

/**
 * Inputs whose defaults azure-native's SDK would send. Azure refuses some of them: the classic tiers have no switch for
 * client certificates, not even one that is off. An output without a value is the one thing that the SDK sends nothing for.
 */
const leftToAzure = {
    disableGateway: pulumi.output<boolean | undefined>(undefined),
    enableClientCertificate: pulumi.output<boolean | undefined>(undefined),
    natGatewayState: pulumi.output<string | undefined>(undefined),
    restore: pulumi.output<boolean | undefined>(undefined),
    virtualNetworkType: pulumi.output<string | undefined>(undefined),
};

/**
 * The portals are off in a new service unless the settings turn the developer portal on. Where the settings do not mention
 * it, a service that is there keeps what it has: somebody may have turned it on by hand. The Consumption tier has none.
 */
function portalsOf({ sku, developerPortal }: NonNullable<ServiceSettings["create"]>) {
    const none = pulumi.output<string | undefined>(undefined);
    if (sku === "Consumption") return { args: { developerPortalStatus: none, legacyPortalStatus: none }, ignored: [] };
    return {
        args: { developerPortalStatus: developerPortal ? "Enabled" : "Disabled", legacyPortalStatus: "Disabled" },
        ignored: ["legacyPortalStatus", ...(developerPortal === undefined ? ["developerPortalStatus"] : [])],
    };
}

/** Object id of the service's own identity, or of the user-assigned one with this client id; empty if there is none. */
export function principalOf(identity: ServiceIdentity | undefined, clientId: string | undefined): string {
    if (clientId === undefined) return identity?.principalId ?? "";
    return userAssigned(identity, clientId)?.principalId ?? "";
}

/** The service's user-assigned identity with this client id. */
export function userAssigned(identity: ServiceIdentity | undefined, clientId: string) {
    return Object.values(identity?.userAssignedIdentities ?? {}).find(
        (assigned) => assigned.clientId?.toLowerCase() === clientId.toLowerCase(),
    );
}
