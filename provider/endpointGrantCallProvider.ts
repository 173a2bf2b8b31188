import type * as pulumi from "@pulumi/pulumi";
import { granted, type GrantInputs, grantDifference, grantOn, isGone, suffices } from "./grantPermissions";
import { withoutTrace } from "./withoutTrace";

let config: pulumi.dynamic.Config;

/** Provider of `EndpointGrantCall`, loaded as `DynamicResource` says. Made again, it changes nothing that is there. */
export const endpointGrantCallProvider: pulumi.dynamic.ResourceProvider = {
    configure: async (request) => {
        config = request.config;
    },

    diff: async (_id, olds: GrantInputs, news: GrantInputs) => grantDifference(olds, news),

    create: (inputs: GrantInputs) =>
        withoutTrace(async () => {
            const grant = grantOn(config, inputs);
            // The call would lower a greater right.
            if (!suffices(inputs, await grant.level())) await grant.add();
            return { id: `${inputs.endpointId}/${inputs.applicationId}`, outs: granted(inputs) };
        }),

    read: (id, state: GrantInputs) =>
        withoutTrace(async () => {
            const gone = { id: "" };
            try {
                if (!suffices(state, await grantOn(config, state).level())) return gone;
            } catch (error) {
                if (isGone(error)) return gone;
                throw error;
            }
            return { id, props: granted(state), inputs: granted(state) };
        }),

    // `EndpointGrant`, which is deleted after it, puts back what was there before.
    delete: async () => {},
};
