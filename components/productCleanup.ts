import * as pulumi from "@pulumi/pulumi";

export interface ProductCleanupArgs {
    /** Azure resource id of the product. Another one is another resource. */
    readonly productId: pulumi.Input<string>;
}

/**
 * Takes a product's subscriptions away before the product is deleted. Azure deletes no product that has one, and makes one
 * itself for the administrator with each new product; azure-native knows neither that subscription nor how to tell Azure to
 * delete it along. Those that people made in the portal, or an administrator by hand, go the same way.
 *
 * It makes nothing: it stands between the product and all that needs the product's subscriptions, so that the engine
 * deletes it after them and before the product.
 */
export class ProductCleanup extends pulumi.dynamic.Resource {
    constructor(name: string, args: ProductCleanupArgs, opts?: pulumi.CustomResourceOptions) {
        super(shell, name, { ...args }, opts, "serving-gateway", "ProductCleanup");
    }
}

/** Loaded from the program's directory, as by `EndpointSpec`. */
function provider(): pulumi.dynamic.ResourceProvider {
    require("ts-node").register({ transpileOnly: true });
    return require(`${process.cwd()}/components/productCleanupProvider`).productCleanupProvider;
}

const shell: pulumi.dynamic.ResourceProvider = {
    configure: async (request) => provider().configure!(request),
    diff: async (id, olds, news) => provider().diff!(id, olds, news),
    create: async (inputs) => provider().create(inputs),
    read: async (id, props) => provider().read!(id, props),
    delete: async (id, props) => provider().delete!(id, props),
};
