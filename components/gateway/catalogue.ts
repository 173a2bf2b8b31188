import * as apim from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import type { CallersSettings } from "../../settings/callers";
import { type GroupSettings, isPattern, type ProductSettings } from "../../settings/products";
import type { Tag } from "../../settings/tags";
import { fitsPattern } from "../../databricks/patterns";
import type { DeclaredTag } from "../api/apiLinks";
import type { GatewayService } from "./gatewayService";
import { ServingProduct, wantedProduct } from "../products/servingProduct";
import { type Registered, want, type Wanted } from "../wanted";

/** What the catalogue of a service gets beside the APIs. */
export interface CatalogueArgs {
    readonly service: GatewayService;
    readonly callers: CallersSettings;
    readonly products?: readonly ProductSettings[];
    readonly groups?: readonly GroupSettings[];
    readonly parent: pulumi.Resource;
    /** Goes in front of identifiers that are derived. @default nothing */
    readonly namePrefix?: string;
    /** Whose keys the secrets of vaults have that the stack's state has, by `secretKey`. @default not known */
    readonly savedSecrets?: ReadonlyMap<string, string>;
}

/** An API that the catalogue shows, with its tags. */
export interface Published {
    /** Name of its workspace. @default the one without a name */
    readonly workspace?: string;
    readonly name: string;
    readonly apiId: string;
    readonly tags?: readonly Tag[];
}

/** What the catalogue has beside the APIs. */
export interface Catalogue {
    /** Products by their names. */
    readonly products: Readonly<Record<string, ServingProduct>>;
    /** Products that an endpoint is in, and its tags. */
    placeOf(endpoint: Published): {
        readonly products: readonly ServingProduct[];
        readonly tags: readonly DeclaredTag[];
    };
}

/** Declares groups and products, and tags when the first API has them. */
export function catalogue(args: CatalogueArgs): Catalogue {
    const { service, callers, products = [], groups = [], parent, namePrefix = "", savedSecrets } = args;
    const { resourceGroupName, serviceName, gatewayUrl, tier } = service;
    const place = { resourceGroupName, serviceName };
    const declaredGroups = Object.fromEntries(
        ownGroups(groups).map((group) => [
            group.name,
            new apim.Group(groupName(group), { ...place, groupId: group.name, ...shownGroup(group) }, { parent }),
        ]),
    );
    const declared: Record<string, ServingProduct> = {};
    let last: apim.Product | undefined;
    for (const product of products) {
        const args = {
            ...product,
            ...place,
            gatewayUrl,
            tier,
            callers,
            declaredGroups,
            after: last,
            namePrefix,
            savedSecrets,
        };
        const made = (declared[product.name] = new ServingProduct(productName(product), args, { parent }));
        last = made.product ?? last;
    }
    const tags = new Map<string, apim.Tag>();
    return {
        products: declared,
        placeOf: (endpoint) => ({
            products: productsOf(endpoint, products).map((name) => declared[name]!),
            tags: (endpoint.tags ?? []).map(({ id, name, existing }) => {
                if (existing) return { id, tagId: id };
                const tag =
                    tags.get(id) ??
                    new apim.Tag(tagName(id), { ...place, tagId: namePrefix + id, displayName: name }, { parent });
                tags.set(id, tag);
                return { id, tagId: tag.name };
            }),
        }),
    };
}

/**
 * Whether a product has an endpoint: its name or the identifier of its API is named, or fits a pattern. A name without a
 * pattern never means the endpoint of this name in another workspace.
 */
function isIn(product: ProductSettings, { workspace, name, apiId }: Published): boolean {
    return product.endpoints.some((each) => {
        const isByName = workspace === undefined || isPattern(each);
        return fitsPattern(each, apiId) || (isByName && fitsPattern(each, name));
    });
}

/** Names of the products that an endpoint is in. */
export function productsOf(endpoint: Published, products: readonly ProductSettings[]): string[] {
    return products.filter((product) => isIn(product, endpoint)).map(({ name }) => name);
}

const groupName = ({ name }: GroupSettings) => `group-${name}`;
const productName = ({ name }: ProductSettings) => `product-${name}`;
const tagName = (id: string) => `tag-${id}`;

function ownGroups(groups: readonly GroupSettings[]): GroupSettings[] {
    return groups.filter(({ existing }) => !existing);
}

function shownGroup({ displayName, description, externalId }: GroupSettings) {
    const type = externalId ? ("external" as const) : ("custom" as const);
    return { displayName, description, type, externalId };
}

/** The groups, products and tags that `catalogue` declares. */
export function wantedCatalogue(
    { products = [], groups = [], namePrefix = "" }: Pick<CatalogueArgs, "products" | "groups" | "namePrefix">,
    endpoints: readonly Pick<Published, "tags">[],
    parents: readonly Registered[],
): Wanted[] {
    const own = endpoints.flatMap((endpoint) => (endpoint.tags ?? []).filter(({ existing }) => !existing));
    const tags = new Map(own.map((tag) => [tag.id, tag]));
    return [
        ...ownGroups(groups).map((group) =>
            want("apimanagement:Group", groupName(group), parents, { groupId: group.name }, shownGroup(group)),
        ),
        ...products.flatMap((product) => wantedProduct(productName(product), product, parents, namePrefix)),
        ...[...tags.values()].map(({ id, name }) =>
            want("apimanagement:Tag", tagName(id), parents, { tagId: namePrefix + id }, { displayName: name }),
        ),
    ];
}
