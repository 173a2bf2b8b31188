import * as pulumi from "@pulumi/pulumi";

export interface EndpointGrantArgs {
    /** The endpoint's id, on which Databricks keeps permissions. Another id is another resource. */
    readonly endpointId: pulumi.Input<string>;
    /** Application id of the service principal that may query the endpoint. Another one is another resource. */
    readonly applicationId: pulumi.Input<string>;
}

/**
 * CAN_QUERY on a serving endpoint for one service principal.
 *
 * Not `databricks.Permissions`, which is authoritative: it takes away from everybody else what it does not list, and
 * what it was never told of. This resource adds one entry, and when it is deleted it removes that entry, or puts back
 * the lesser one that was there. An entry that was there already, or a greater one, stays as it is.
 */
export class EndpointGrant extends pulumi.dynamic.Resource {
    constructor(name: string, args: EndpointGrantArgs, opts?: pulumi.CustomResourceOptions) {
        super(shell, name, { before: undefined, ...args }, opts, "serving-gateway", "EndpointGrant");
    }
}

/** Loaded from the program's directory, as by `EndpointSpec`. */
function provider(): pulumi.dynamic.ResourceProvider {
    require("ts-node").register({ transpileOnly: true });
    return require(`${process.cwd()}/components/endpointGrantProvider`).endpointGrantProvider;
}

const shell: pulumi.dynamic.ResourceProvider = {
    configure: async (request) => provider().configure!(request),
    diff: async (id, olds, news) => provider().diff!(id, olds, news),
    create: async (inputs) => provider().create(inputs),
    read: async (id, props) => provider().read!(id, props),
    delete: async (id, props) => provider().delete!(id, props),
};
