import type * as pulumi from "@pulumi/pulumi";
import { apiManagement } from "../azure/apiVersions";
import { AzureError } from "../azure/azureError";
import { ResourceManager } from "../azure/resourceManager";

interface State {
    readonly productId: string;
}

let resourceManager: ResourceManager;

/** Provider of `ProductCleanup`, loaded as `DynamicResource` says. */
export const productCleanupProvider: pulumi.dynamic.ResourceProvider = {
    configure: async ({ config }) => {
        resourceManager = ResourceManager.from((key) => config.get(key), process.env);
    },

    diff: async (_id, olds: State, news: State) => {
        const changes = olds.productId !== news.productId;
        return { changes, replaces: changes ? ["productId"] : [] };
    },

    create: async ({ productId }: State) => ({ id: productId, outs: { productId } }),

    // There is nothing to look at: a product that is gone is found out by itself.
    read: async (id, { productId }: State) => ({ id, props: { productId }, inputs: { productId } }),

    delete: async (_id, { productId }: State) => {
        try {
            await removeSubscriptions(resourceManager, productId);
        } catch (error) {
            // An outage or a missing right, which the user can mend, needs no stack.
            if (error instanceof AzureError) error.stack = "";
            throw error;
        }
    },
};

/**
 * Deletes all subscriptions to a product.
 *
 * @throws {AzureError}
 */
export async function removeSubscriptions(
    resourceManager: Pick<ResourceManager, "list" | "delete">,
    productId: string,
): Promise<void> {
    const service = productId.slice(0, productId.lastIndexOf("/products/"));
    for (const { name } of await resourceManager.list(`${productId}/subscriptions`, apiManagement)) {
        // One after the other: subscriptions of one user collide. Listed under the product, they are the service's.
        await resourceManager.delete(`${service}/subscriptions/${String(name)}`, apiManagement);
    }
}
