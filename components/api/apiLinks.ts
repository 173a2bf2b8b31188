import * as apim from "@pulumi/azure-native/apimanagement";
import type * as pulumi from "@pulumi/pulumi";
import { linkId } from "../linkId";
import type { ServingProduct } from "../products/servingProduct";
import { type Transform, transformed } from "../transform";
import { type Registered, want, type Wanted } from "../wanted";

/** Which API is linked, and in which service. */
export interface ApiLinksArgs {
    readonly resourceGroupName: pulumi.Input<string>;
    readonly serviceName: pulumi.Input<string>;
    /** The API that is linked: its full id. */
    readonly apiId: pulumi.Output<string>;
    /** Its identifier in the service. */
    readonly apiName: string;
    /** Goes in front of the links' identifiers. @default nothing */
    readonly namePrefix?: string;
}

/** A tag that exists once its identifier is known, which orders the link after it. */
export interface DeclaredTag {
    /** What it is called in the stack. */
    readonly id: string;
    /** Its identifier in the service. */
    readonly tagId: pulumi.Input<string>;
}

/**
 * Puts an API under its tags, one after the other: two writes of one API collide.
 *
 * By links with ids of their own: Azure answers the PUT of a TagByApi or a ProductApi with the id of the tag or the API,
 * and azure-native deletes what has the id of the answer.
 *
 * A colon in a logical name is in no identifier, so that no two pairs have one name.
 *
 * @param after what of the API is written before
 */
export function tagApi(
    name: string,
    args: ApiLinksArgs,
    tags: readonly DeclaredTag[],
    after: pulumi.Resource,
    parent: pulumi.Resource,
    transform?: Transform<apim.TagApiLinkArgs>,
): apim.TagApiLink[] {
    const { apiName, namePrefix = "", ...link } = args;
    return oneByOne(tags, after, ({ id, tagId }, dependsOn) => {
        const own = { ...link, tagId, apiLinkId: namePrefix + linkId(id, apiName) };
        return new apim.TagApiLink(...transformed(transform, tagLinkName(name, id), own, { parent, dependsOn }));
    });
}

/** Puts an API into its products, as `tagApi`. */
export function linkApi(
    name: string,
    args: ApiLinksArgs,
    products: readonly ServingProduct[],
    after: pulumi.Resource,
    parent: pulumi.Resource,
    transform?: Transform<apim.ProductApiLinkArgs>,
): apim.ProductApiLink[] {
    const { apiName, namePrefix = "", ...link } = args;
    return oneByOne(products, after, ({ productId, productName }, dependsOn) => {
        const own = { ...link, productId: productName, apiLinkId: namePrefix + linkId(productId, apiName) };
        const logicalName = productLinkName(name, productId);
        return new apim.ProductApiLink(...transformed(transform, logicalName, own, { parent, dependsOn }));
    });
}

function oneByOne<Item, Link extends pulumi.Resource>(
    items: readonly Item[],
    after: pulumi.Resource,
    link: (item: Item, dependsOn: pulumi.Resource) => Link,
): Link[] {
    const made: Link[] = [];
    for (const item of items) made.push(link(item, made.at(-1) ?? after));
    return made;
}

function tagLinkName(name: string, tagId: string): string {
    return `${name}:tag:${tagId}`;
}

function productLinkName(name: string, productId: string): string {
    return `${name}:in:${productId}`;
}

/** The links that `tagApi` and `linkApi` declare. */
export function wantedLinks(
    name: string,
    args: Pick<ApiLinksArgs, "apiName" | "namePrefix"> & {
        tags: readonly { readonly id: string; readonly tagId: string }[];
        products: readonly string[];
    },
    parents: readonly Registered[],
): Wanted[] {
    const { apiName, namePrefix = "", tags, products } = args;
    return [
        ...tags.map(({ id, tagId }) =>
            want("apimanagement:TagApiLink", tagLinkName(name, id), parents, {
                tagId,
                apiLinkId: namePrefix + linkId(id, apiName),
            }),
        ),
        ...products.map((productId) =>
            want("apimanagement:ProductApiLink", productLinkName(name, productId), parents, {
                productId,
                apiLinkId: namePrefix + linkId(productId, apiName),
            }),
        ),
    ];
}
