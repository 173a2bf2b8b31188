import type * as pulumi from "@pulumi/pulumi";
import { type GrantInputs, grantDifference, grantPermissions, isGone, suffices } from "./grantPermissions";
import { withoutTrace } from "./withoutTrace";

let config: pulumi.dynamic.Config;

/** Provider of `EndpointGrantCall`, loaded as `DynamicResource` says. Made again, it changes nothing that is there. */
export const endpointGrantCallProvider: pulumi.dynamic.ResourceProvider = {
    configure: async (request) => {
        config = request.config;
    },

    diff: async (_id, olds: GrantInputs, news: GrantInputs) => grantDifference(olds, news),

    create: ({ endpointId, applicationId }: GrantInputs) =>
        withoutTrace(async () => {
            const permissions = grantPermissions(config);
            // The call would lower a greater right.
            const level = await permissions.levelOf(endpointId, applicationId);
            if (!suffices(level)) await permissions.add(endpointId, applicationId, "CAN_QUERY");
            return { id: `${endpointId}/${applicationId}`, outs: { endpointId, applicationId } };
        }),

    read: (id, { endpointId, applicationId }: GrantInputs) =>
        withoutTrace(async () => {
            const gone = { id: "" };
            try {
                if (!suffices(await grantPermissions(config).levelOf(endpointId, applicationId))) return gone;
            } catch (error) {
                if (isGone(error)) return gone;
                throw error;
            }
            return { id, props: { endpointId, applicationId }, inputs: { endpointId, applicationId } };
        }),

    // `EndpointGrant`, which is deleted after it, puts back what was there before.
    delete: async () => {},
};
