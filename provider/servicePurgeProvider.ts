import type * as pulumi from "@pulumi/pulumi";
import { apiManagement } from "../azure/armApiVersions";
import { AzureError } from "../azure/azureError";
import { ResourceManager } from "../azure/resourceManager";

interface State {
    readonly deletedServiceId: string;
}

let resourceManager: Pick<ResourceManager, "delete">;

/** Provider of `ServicePurge`, loaded as `DynamicResource` says. */
export const servicePurgeProvider: pulumi.dynamic.ResourceProvider = {
    configure: async ({ config }) => {
        resourceManager = ResourceManager.from((key) => config.get(key), process.env);
    },

    diff: async (_id, olds: State, news: State) => {
        const changes = olds.deletedServiceId !== news.deletedServiceId;
        return { changes, replaces: changes ? ["deletedServiceId"] : [] };
    },

    create: async ({ deletedServiceId }: State) => {
        try {
            await resourceManager.delete(deletedServiceId, apiManagement);
        } catch (error) {
            // An outage or a missing right, which the user can mend, needs no stack.
            if (error instanceof AzureError) error.stack = "";
            throw error;
        }
        return { id: deletedServiceId, outs: { deletedServiceId } };
    },

    read: async (id, { deletedServiceId }: State) => ({
        id,
        props: { deletedServiceId },
        inputs: { deletedServiceId },
    }),

    delete: async () => {},
};
