import * as pulumi from "@pulumi/pulumi";

export interface EndpointSelectionArgs {
    /** What the endpoints were looked for by, as text: where that changes, so may they. */
    readonly filter: pulumi.Input<string>;
    /** Names of the endpoints that were found and are published, in order. */
    readonly names: pulumi.Input<string[]>;
    /** Names of the endpoints that are listed: they stay, found or not. */
    readonly listed: pulumi.Input<string[]>;
    /** Names of all endpoints that the deploying identity sees. */
    readonly visible: pulumi.Input<string[]>;
    /** Whether an endpoint that is found no more stops the deployment, or takes its API along. */
    readonly gone: pulumi.Input<"refuse" | "remove">;
}

/**
 * The endpoints that were found in the workspace, so that the next deployment knows which of them are found no more:
 * without it, an endpoint that somebody deletes or tags anew would take its API from callers without a word. Nothing is
 * made of it anywhere.
 */
export class EndpointSelection extends pulumi.dynamic.Resource {
    declare readonly names: pulumi.Output<string[]>;

    constructor(name: string, args: EndpointSelectionArgs, opts?: pulumi.CustomResourceOptions) {
        super(shell, name, { ...args }, opts, "serving-gateway", "EndpointSelection");
    }
}

/**
 * The text of these functions is stored in the state. They only load the real provider from the program's directory, so
 * that editing it changes no resource.
 */
function provider(): pulumi.dynamic.ResourceProvider {
    require("ts-node").register({ transpileOnly: true });
    return require(`${process.cwd()}/components/endpointSelectionProvider`).endpointSelectionProvider;
}

const shell: pulumi.dynamic.ResourceProvider = {
    check: async (olds, news) => provider().check!(olds, news),
    diff: async (id, olds, news) => provider().diff!(id, olds, news),
    create: async (inputs) => provider().create(inputs),
    update: async (id, olds, news) => provider().update!(id, olds, news),
};
