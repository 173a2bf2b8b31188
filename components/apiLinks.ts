import * as apim from "@pulumi/azure-native/apimanagement";
import type * as pulumi from "@pulumi/pulumi";
import type { ServingProduct } from "./servingProduct";

export interface ApiLinksArgs {
    readonly resourceGroupName: pulumi.Input<string>;
    readonly serviceName: pulumi.Input<string>;
    /** The API that is linked. */
    readonly apiId: pulumi.Output<string>;
}

export interface DeclaredTag {
    /** Its identifier in the service. */
    readonly id: string;
    readonly tag: apim.Tag;
}

/**
 * Puts an API under its tags, one after the other: two writes of one API collide.
 *
 * @param after what of the API is written before
 * @returns what is written last
 */
export function tagApi(
    name: string,
    args: ApiLinksArgs,
    tags: readonly DeclaredTag[],
    after: pulumi.Resource,
    parent: pulumi.Resource,
): pulumi.Resource {
    return tags.reduce<pulumi.Resource>(
        (dependsOn, { id, tag }) =>
            new apim.TagByApi(`${name}-tag-${id}`, { ...args, tagId: tag.name }, { parent, dependsOn }),
        after,
    );
}

/** Puts an API into its products, as `tagApi`. */
export function linkApi(
    name: string,
    args: ApiLinksArgs,
    products: readonly ServingProduct[],
    after: pulumi.Resource,
    parent: pulumi.Resource,
): pulumi.Resource {
    return products.reduce<pulumi.Resource>((dependsOn, { productId, product }) => {
        const link = { ...args, productId: product.name };
        return new apim.ProductApi(`${name}-in-${productId}`, link, { parent, dependsOn });
    }, after);
}
