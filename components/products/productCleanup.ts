import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";

/** A product, and which of its subscriptions end with it. */
export interface ProductCleanupArgs {
    /** Azure resource id of the product. Another one is another resource. */
    readonly productId: pulumi.Input<string>;
    /** Whether subscriptions that the stack did not make are deleted with the product. */
    readonly deleteSubscriptions: boolean;
    /** Identifiers of the subscriptions to the product that the stack makes. @example ["gold-team-a"] */
    readonly subscriptions: readonly string[];
}

/**
 * Deletes the subscriptions that keep Azure from deleting a product: the one that Azure itself makes for the administrator
 * with each new product, which azure-native does not know, and what is left of the stack's own. Where others are left, it
 * fails unless `deleteSubscriptions` says that they go too: their keys are in callers' hands.
 *
 * It makes nothing. It stands between the product and everything that needs the product's subscriptions, so that the
 * engine deletes it after them and before the product. No program runs during `pulumi destroy`, so it keeps in the state
 * what the decision needs.
 */
export class ProductCleanup extends DynamicResource {
    constructor(name: string, args: ProductCleanupArgs, opts?: pulumi.CustomResourceOptions) {
        super("ProductCleanup", "productCleanupProvider", name, args, ["found"], opts);
    }
}
