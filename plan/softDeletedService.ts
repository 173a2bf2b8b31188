import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import { apiManagement } from "../azure/armApiVersions";
import { AzureError } from "../azure/azureError";
import type { ResourceManager } from "../azure/resourceManager";
import type { SoftDeletedService } from "../components/gateway/gatewayService";
import { quote } from "../databricks/quote";
import type { ServiceSettings } from "../settings/settings";

/**
 * Looks for a soft-deleted service of the name that a new one is to have. It is said in a preview what becomes of it.
 *
 * @param defaultLocation region of a service that names none, `azure-native:location`
 * @returns undefined where nothing has to be done: the name is free, or no service is made
 * @throws RunError, which ends the program with its message alone: the settings say to leave it alone, or it cannot be
 * looked for
 */
export async function softDeletedService(
    { name, create }: ServiceSettings,
    defaultLocation: string | undefined,
    resourceManager: ResourceManager,
): Promise<SoftDeletedService | undefined> {
    if (!create) return undefined;
    const { location = defaultLocation!, softDeleted = "refuse" } = create;
    try {
        const subscriptionId = resourceManager.subscriptionId ?? (await subscriptionOfDeployer());
        const provider = `/subscriptions/${subscriptionId}/providers/Microsoft.ApiManagement`;
        const id = `${provider}/locations/${location.toLowerCase().replaceAll(" ", "")}/deletedservices/${name}`;
        const found = await resourceManager.get(id, apiManagement);
        if (found) await announce(name, softDeleted, found.properties as Properties | undefined);
        // Asked for in any case: a resource that is declared only for the first update would be a change in the second.
        if (softDeleted === "purge") return { purge: id };
        return found && { restore: true };
    } catch (error) {
        if (!(error instanceof AzureError)) throw error;
        const message = `the check whether a deleted service has the name "${name}" failed: ${error.message}`;
        if (softDeleted !== "refuse") throw new pulumi.RunError(message);
        // Azure itself refuses the name if it is taken: this is only the clearer message.
        await pulumi.log.debug(message);
        return undefined;
    }
}

/** azure-native asks Microsoft Graph for a token to tell, which not every deploying identity may have. */
async function subscriptionOfDeployer(): Promise<string> {
    const { subscriptionId } = await authorization.getClientConfig().catch(unknownDeployer);
    return subscriptionId;
}

function unknownDeployer(error: Error): never {
    throw new AzureError({
        failure: "azure-native does not know the subscription that it deploys to",
        said: quote(error.message),
        fix: "Run `az login`, or set azure-native:subscriptionId (ARM_SUBSCRIPTION_ID).",
    });
}

interface Properties {
    readonly deletionDate?: string;
    readonly scheduledPurgeDate?: string;
}

async function announce(name: string, wish: "refuse" | "restore" | "purge", properties: Properties = {}) {
    const { deletionDate = "some day", scheduledPurgeDate = "two days later" } = properties;
    const held =
        `a service that was deleted on ${day(deletionDate)}, and that Azure keeps until ` +
        `${day(scheduledPurgeDate)}`;
    if (wish === "refuse") {
        throw new pulumi.RunError(
            [
                `the name "${name}" is still taken by ${held}.`,
                "Set serving-gateway:service.create.softDeleted to restore (it comes back with everything it held) " +
                    "or to purge",
                "(it is deleted permanently before the new one is created), or give the new service another name.",
            ].join("\n"),
        );
    }
    if (wish === "purge") {
        await pulumi.log.warn(
            `The name "${name}" is taken by ${held}. It is purged permanently before the new one is created.`,
        );
    } else {
        await pulumi.log.warn(
            `The name "${name}" is taken by ${held}. It is restored as it was; the next update applies the stack's ` +
                "settings.",
        );
    }
}

function day(date: string): string {
    return quote(date).replace(/T.*$/, "");
}
