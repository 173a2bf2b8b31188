import * as pulumi from "@pulumi/pulumi";

export interface ServicePurgeArgs {
    /** Azure resource id of the deleted service, whether there is one or not. Another one is another resource. */
    readonly deletedServiceId: pulumi.Input<string>;
}

/**
 * Deletes a soft-deleted API Management service for good, if there is one, so that a new one can have its name. A preview
 * does nothing of it. Once done, it is done: deleting this resource brings nothing back.
 */
export class ServicePurge extends pulumi.dynamic.Resource {
    constructor(name: string, args: ServicePurgeArgs, opts?: pulumi.CustomResourceOptions) {
        super(shell, name, { ...args }, opts, "serving-gateway", "ServicePurge");
    }
}

/** Loaded from the program's directory, as by `EndpointSpec`. */
function provider(): pulumi.dynamic.ResourceProvider {
    require("ts-node").register({ transpileOnly: true });
    return require(`${process.cwd()}/components/servicePurgeProvider`).servicePurgeProvider;
}

const shell: pulumi.dynamic.ResourceProvider = {
    configure: async (request) => provider().configure!(request),
    diff: async (id, olds, news) => provider().diff!(id, olds, news),
    create: async (inputs) => provider().create(inputs),
    read: async (id, props) => provider().read!(id, props),
    delete: async (id, props) => provider().delete!(id, props),
};
