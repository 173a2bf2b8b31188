import * as apim from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import type { CallersSettings } from "../../settings/callers";
import { endpointDefaults, productDefaults } from "../../settings/defaults";
import type { IpFilterSettings } from "../../settings/ipFilter";
import type { KeyFacts } from "../../settings/keyExpiry";
import { type LimitSettings, limitsOf } from "../../settings/limits";
import type { ProductSettings } from "../../settings/products";
import { linkId } from "../linkId";
import { type Contribution, needsOf, policyOf } from "../policies/contribution";
import { productContributions } from "../policies/productPolicy";
import { chain } from "./chain";
import { ProductCleanup, type ProductCleanupArgs } from "./productCleanup";
import { announceKeys, declareKeys, keyFacts, scopeOf, sidsOf, wantedKeys } from "./productKeys";
import type { Tier } from "../gateway/tiers";
import { type Registered, want, type Wanted } from "../wanted";

/** What settings and plan come to for one product: every default is filled in. */
export interface PlannedProduct extends ProductSettings {
    /** Resource group of the API Management service. */
    readonly resourceGroupName: pulumi.Input<string>;
    /** The service that offers the product. */
    readonly serviceName: pulumi.Input<string>;
    /** Where the service answers callers. @default its own host in Azure's public cloud */
    readonly gatewayUrl?: pulumi.Input<string>;
    /** The service's tier, whose policies differ. */
    readonly tier: pulumi.Input<Tier>;
    /** Who may call. */
    readonly callers: CallersSettings;
    /** Groups that the stack makes, by their names. */
    readonly declaredGroups: Readonly<Record<string, apim.Group>>;
    /** The product that is made before this one. */
    readonly after?: apim.Product;
    /** Goes in front of identifiers that are derived. @default nothing */
    readonly namePrefix?: string;
    /** Whose keys the secrets of vaults have that the stack's state has, by `secretKey`. @default not known */
    readonly savedSecrets?: ReadonlyMap<string, string>;
}

/** What the settings have a default for. */
type Defaulted = "published" | "approval" | "groups" | "subscriptions" | "callers" | "declaredGroups";

/** What is left out has the default of the setting of its name. */
export interface ServingProductArgs extends Omit<PlannedProduct, Defaulted>, Partial<Pick<PlannedProduct, Defaulted>> {}

/** Several APIs that callers subscribe to together: who sees them, what subscribers may use, and their keys. */
export class ServingProduct extends pulumi.ComponentResource {
    /** Its identifier in the service. */
    readonly productId: string;
    /** The product itself, where it is the stack's own. */
    readonly product: apim.Product | undefined;
    /** Its identifier, known when the product is there; its APIs link to it. */
    readonly productName: pulumi.Input<string>;
    /** What its subscribers may use. */
    readonly limits: LimitSettings;
    /** From where they may call. @default from everywhere */
    readonly ipFilter: IpFilterSettings | undefined;
    /**
     * Keys of the subscriptions that the stack makes, by their names: the primary ones, unless keys were rotated. Secret.
     * Undefined where one cannot be read.
     */
    readonly keys: Readonly<Record<string, pulumi.Output<string | undefined>>>;
    /** Whose the keys of its subscriptions are, by their names: of those of which it is known. */
    readonly keyFacts: Readonly<Record<string, KeyFacts>>;

    constructor(name: string, given: ServingProductArgs, opts?: pulumi.ComponentResourceOptions) {
        super(productType, name, {}, opts);
        const { callers } = endpointDefaults;
        const args: PlannedProduct = { ...productDefaults(given.name), callers, declaredGroups: {}, ...given };
        this.productId = args.name;
        this.limits = limitsOf(args.callers, {}, args.limits);
        this.ipFilter = args.ipFilter;
        this.product = args.existing ? undefined : this.declare(name, args);
        this.productName = this.product?.name ?? args.name;
        // Both go only after the subscriptions that the stack makes.
        const cleanup =
            this.product && new ProductCleanup(`${name}-cleanup`, cleanupArgs(args, this.product), { parent: this });
        const scope = this.product?.id ?? scopeOf(args);
        this.keyFacts = keyFacts(args);
        announceKeys(args.name, this.keyFacts, this);
        this.keys = declareKeys(name, args, scope, cleanup ? [cleanup] : [], this);
        this.registerOutputs();
    }

    /** A product of the stack's own, with the groups that see it and its policy. */
    private declare(name: string, args: PlannedProduct): apim.Product {
        const product = new apim.Product(name, productArgs(args), {
            parent: this,
            // With each comes a subscription of the administrator, and two of one user collide at the same time.
            dependsOn: args.after,
        });
        const group = chain<apim.ProductGroupLink>();
        for (const id of linkedGroups(args)) {
            group((dependsOn) => {
                const groupId = args.declaredGroups[id]?.id ?? idOfGroup(id, product);
                const link = {
                    ...placeOf(args, product),
                    groupId,
                    groupLinkId: (args.namePrefix ?? "") + linkId(args.name, id),
                };
                // Not a ProductGroup, for the reason that `tagApi` has.
                return new apim.ProductGroupLink(groupLinkName(name, id), link, { parent: this, dependsOn });
            });
        }
        if (hasPolicy(args)) {
            const dependsOn = needsOf(contributionsOf(args, args.callers));
            new apim.ProductPolicy(policyName(name), policyArgs(args, product), { parent: this, dependsOn });
        }
        return product;
    }
}

const productType = "serving-gateway:index:ServingProduct";

const groupLinkName = (name: string, group: string) => `${name}:group:${group}`;
const policyName = (name: string) => `${name}-policy`;

/** Administrators see every product from its birth, and the link that is there cannot be made again. */
function linkedGroups({ groups }: ProductSettings): string[] {
    return groups.filter((id) => id !== "administrators");
}

function hasPolicy({ limits, ipFilter, policies }: ProductSettings): boolean {
    return (limits ?? ipFilter ?? policies) !== undefined;
}

/** What a `ServingProduct` declares in Azure. */
export function wantedProduct(
    name: string,
    product: ProductSettings,
    outside: readonly Registered[],
    namePrefix = "",
): Wanted[] {
    const parents = [...outside, { type: productType, name }];
    const productId = product.name;
    const own = product.existing
        ? []
        : [want("apimanagement:Product", name, parents, { productId }, shownProduct(product))];
    return [
        ...own,
        ...linkedGroups(product).map((group) =>
            want("apimanagement:ProductGroupLink", groupLinkName(name, group), parents, {
                productId,
                groupLinkId: namePrefix + linkId(productId, group),
            }),
        ),
        ...(hasPolicy(product)
            ? [want("apimanagement:ProductPolicy", policyName(name), parents, { productId, policyId: "policy" })]
            : []),
        ...wantedKeys(name, product, parents, namePrefix),
    ];
}

function placeOf({ resourceGroupName, serviceName }: PlannedProduct, product: apim.Product) {
    return { resourceGroupName, serviceName, productId: product.name };
}

/** Full id of a group that is in the product's service already. */
function idOfGroup(id: string, product: apim.Product): pulumi.Output<string> {
    return product.id.apply((productId) => `${productId.split("/products/")[0]}/groups/${id}`);
}

function productArgs(args: PlannedProduct): apim.ProductArgs {
    const { resourceGroupName, serviceName, name } = args;
    return { resourceGroupName, serviceName, productId: name, ...shownProduct(args) };
}

function shownProduct({ name, displayName, description, terms, ...product }: ProductSettings) {
    return {
        displayName: displayName ?? name,
        description,
        terms,
        subscriptionRequired: true,
        approvalRequired: product.approval,
        subscriptionsLimit: product.subscriptionsLimit,
        state: product.published ? ("published" as const) : ("notPublished" as const),
    };
}

function policyArgs(args: PlannedProduct, product: apim.Product): apim.ProductPolicyArgs {
    return {
        ...placeOf(args, product),
        // The only name that the service accepts; left out, a name would be made up.
        policyId: "policy",
        format: "xml",
        value: pulumi.output(args.tier).apply((tier) => policyOf(contributionsOf(args, args.callers), { tier })),
    };
}

/** What a product's policy document is made of. */
export function contributionsOf(product: ProductSettings, callers: CallersSettings): Contribution[] {
    const { name, limits, ipFilter, policies } = product;
    return productContributions({
        name,
        limits: limitsOf(callers, {}, limits),
        ipFilter,
        policies,
        entra: callers.entra,
    });
}

function cleanupArgs(args: PlannedProduct, product: apim.Product): ProductCleanupArgs {
    return {
        productId: product.id,
        deleteSubscriptions: args.deleteSubscriptions === true,
        subscriptions: sidsOf(args),
    };
}
