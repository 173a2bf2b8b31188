import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "./dynamicResource";

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
export class ProductCleanup extends DynamicResource {
    constructor(name: string, args: ProductCleanupArgs, opts?: pulumi.CustomResourceOptions) {
        super("ProductCleanup", "productCleanupProvider", name, args, [], opts);
    }
}
