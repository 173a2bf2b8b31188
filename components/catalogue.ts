import * as apim from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import type { CallersSettings } from "../settings/callers";
import type { GroupSettings, ProductSettings } from "../settings/products";
import type { Tag } from "../settings/tags";
import { fitsPattern } from "../workspace/patterns";
import type { DeclaredTag } from "./apiLinks";
import type { GatewayService } from "./gatewayService";
import { ServingProduct } from "./servingProduct";

export interface CatalogueArgs {
    readonly service: GatewayService;
    readonly callers: CallersSettings;
    readonly products?: readonly ProductSettings[];
    readonly groups?: readonly GroupSettings[];
    readonly parent: pulumi.Resource;
}

interface Published {
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
export function catalogue({ service, callers, products = [], groups = [], parent }: CatalogueArgs): Catalogue {
    const { resourceGroupName, serviceName, tier } = service;
    const place = { resourceGroupName, serviceName };
    const declaredGroups = Object.fromEntries(
        groups
            .filter(({ existing }) => !existing)
            .map((group) => [group.name, new apim.Group(`group-${group.name}`, groupArgs(group, place), { parent })]),
    );
    const declared: Record<string, ServingProduct> = {};
    let last: ServingProduct | undefined;
    for (const product of products) {
        const args = { ...product, ...place, tier, callers, declaredGroups, after: last?.product };
        last = declared[product.name] = new ServingProduct(`product-${product.name}`, args, { parent });
    }
    const tags = new Map<string, apim.Tag>();
    return {
        products: declared,
        placeOf: (endpoint) => ({
            products: products.filter((product) => isIn(product, endpoint)).map(({ name }) => declared[name]!),
            tags: (endpoint.tags ?? []).map(({ id, name }) => {
                const tag =
                    tags.get(id) ?? new apim.Tag(`tag-${id}`, { ...place, tagId: id, displayName: name }, { parent });
                tags.set(id, tag);
                return { id, tag };
            }),
        }),
    };
}

/** Whether a product has an endpoint: its name or the identifier of its API is named, or fits a pattern. */
function isIn(product: ProductSettings, { name, apiId }: Published): boolean {
    return product.endpoints.some((pattern) => fitsPattern(pattern, name) || fitsPattern(pattern, apiId));
}

function groupArgs({ name, displayName, description, externalId }: GroupSettings, place: ServicePlace): apim.GroupArgs {
    const type = externalId ? "external" : "custom";
    return { ...place, groupId: name, displayName, description, type, externalId };
}

interface ServicePlace {
    readonly resourceGroupName: pulumi.Input<string>;
    readonly serviceName: pulumi.Input<string>;
}
