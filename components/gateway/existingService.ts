import * as apim from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceSettings } from "../../settings/settings";
import type { Tier } from "../policies/policyElement";
import { readAdvice } from "../readAdvice";
import { callersUrl } from "./callersUrl";

/** The service's identities, as Azure answers them. */
export interface ServiceIdentity {
    readonly type: string;
    readonly principalId?: string;
    readonly userAssignedIdentities?: Readonly<Record<string, { readonly clientId?: string; principalId?: string }>>;
}

/** A service that exists, as far as the APIs need to know it. */
export interface ExistingService {
    /** Azure resource id. */
    readonly id: string;
    /** Where it answers callers, at its custom domain if it has one. @example "https://contoso.azure-api.net" */
    readonly gatewayUrl: string;
    readonly tier: Tier;
    /** @default it has none */
    readonly identity?: ServiceIdentity;
}

/** Where a service is that exists, or that the program declares itself. */
export interface ServiceReference {
    readonly name: pulumi.Input<string>;
    /** Its resource group. */
    readonly resourceGroup: pulumi.Input<string>;
    readonly create?: undefined;
}

/** What Azure has of a service, once the service is there. Rejected as `readService` is. */
export function serviceOf({ name, resourceGroup }: ServiceReference): pulumi.Output<ExistingService> {
    return pulumi
        .all([name, resourceGroup])
        .apply(async ([name, resourceGroup]) => (await readService({ name, resourceGroup }))!);
}

/**
 * Reads the service that the settings name, before anything is declared.
 *
 * @returns undefined where the stack creates it
 * @throws RunError, which ends the program with its message alone: the service cannot be read
 */
export async function readService(settings: ServiceSettings): Promise<ExistingService | undefined> {
    if (settings.create) return undefined;
    try {
        const { id, gatewayUrl, hostnameConfigurations, sku, identity } = await apim.getApiManagementService({
            resourceGroupName: settings.resourceGroup!,
            serviceName: settings.name,
        });
        const address = { gatewayUrl: gatewayUrl!, hostnameConfigurations };
        return { id: id!, gatewayUrl: callersUrl(address), tier: sku.name, identity };
    } catch (error) {
        throw new pulumi.RunError(unreadable(settings, error as Error));
    }
}

function unreadable({ name, resourceGroup }: ServiceSettings, error: Error): string {
    const refused =
        "Check serving-gateway:service.name, its resourceGroup and azure-native:subscriptionId, and that the " +
        "deploying identity\ncan read the service. To create a new service, add serving-gateway:service.create.";
    return [
        `the API Management service "${name}" in resource group "${resourceGroup}" cannot be read: ${error.message}`,
        readAdvice(error, refused),
    ].join("\n");
}
