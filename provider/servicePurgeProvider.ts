import type * as pulumi from "@pulumi/pulumi";
import { apiManagement } from "../azure/armApiVersions";
import { ResourceManager } from "../azure/resourceManager";
import { withoutTrace } from "./withoutTrace";

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
        await withoutTrace(() => resourceManager.delete(deletedServiceId, apiManagement));
        return { id: deletedServiceId, outs: { deletedServiceId } };
    },

    read: async (id, { deletedServiceId }: State) => ({
        id,
        props: { deletedServiceId },
        inputs: { deletedServiceId },
    }),

    delete: async () => {},
};
