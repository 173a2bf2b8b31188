import * as apim from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import type { CallersSettings } from "../settings/callers";
import type { IpFilterSettings } from "../settings/ipFilter";
import { type LimitSettings, limitsOf } from "../settings/limits";
import { type ProductSettings, subscriptionId } from "../settings/products";
import { linkId } from "./linkId";
import { productPolicy } from "./policies/productPolicy";
import { ProductCleanup } from "./productCleanup";
import type { Tier } from "./tiers";
import { type Registered, want, type Wanted } from "./wanted";

export interface ServingProductArgs extends ProductSettings {
    /** Resource group of the API Management service. */
    readonly resourceGroupName: pulumi.Input<string>;
    /** The service that offers the product. */
    readonly serviceName: pulumi.Input<string>;
    /** The service's tier, whose policies differ. */
    readonly tier: pulumi.Input<Tier>;
    /** Who may call. */
    readonly callers: CallersSettings;
    /** Groups that the stack makes, by their names. */
    readonly declaredGroups: Readonly<Record<string, apim.Group>>;
    /** The product that is made before this one. */
    readonly after?: apim.Product;
}

/** Several APIs that callers subscribe to together: who sees them, what subscribers may use, and their keys. */
export class ServingProduct extends pulumi.ComponentResource {
    /** Its identifier in the service. */
    readonly productId: string;
    /** The product itself; its APIs link to it. */
    readonly product: apim.Product;
    /** What its subscribers may use. */
    readonly limits: LimitSettings;
    /** From where they may call. @default from everywhere */
    readonly ipFilter: IpFilterSettings | undefined;
    /** Primary keys of the subscriptions that the stack makes, by their names. Secret. */
    readonly keys: Readonly<Record<string, pulumi.Output<string>>>;

    constructor(name: string, args: ServingProductArgs, opts?: pulumi.ComponentResourceOptions) {
        super(productType, name, {}, opts);
        const child = { parent: this };
        this.productId = args.name;
        this.limits = limitsOf(args.callers, {}, args.limits);
        this.ipFilter = args.ipFilter;
        this.product = new apim.Product(name, productArgs(args), {
            parent: this,
            // With each comes a subscription of the administrator, and two of one user collide at the same time.
            dependsOn: args.after,
        });
        const group = chain<apim.ProductGroupLink>();
        for (const id of linkedGroups(args)) {
            group((dependsOn) => {
                const groupId = args.declaredGroups[id]?.id ?? idOfGroup(id, this.product);
                const link = { ...placeOf(args, this.product), groupId, groupLinkId: linkId(args.name, id) };
                // Not a ProductGroup, for the reason that `tagApi` has.
                return new apim.ProductGroupLink(groupLinkName(name, id), link, { parent: this, dependsOn });
            });
        }
        if (hasPolicy(args)) new apim.ProductPolicy(policyName(name), policyArgs(args, this.product), child);
        const cleanup = new ProductCleanup(`${name}-cleanup`, { productId: this.product.id }, child);
        const subscription = chain<apim.Subscription>([cleanup]);
        this.keys = Object.fromEntries(
            args.subscriptions.map((subscriber) => {
                const made = subscription(
                    (dependsOn) =>
                        new apim.Subscription(
                            subscriptionName(name, subscriber),
                            subscriptionArgs(args, subscriber, this.product),
                            { parent: this, dependsOn },
                        ),
                );
                return [subscriber, pulumi.secret(primaryKey(args, made))];
            }),
        );
        this.registerOutputs();
    }
}

const productType = "serving-gateway:index:ServingProduct";

const groupLinkName = (name: string, group: string) => `${name}:group:${group}`;
const policyName = (name: string) => `${name}-policy`;
const subscriptionName = (name: string, subscriber: string) => `${name}:subscription:${subscriber}`;

/** Administrators see every product from its birth, and the link that is there cannot be made again. */
function linkedGroups({ groups }: ProductSettings): string[] {
    return groups.filter((id) => id !== "administrators");
}

function hasPolicy({ limits, ipFilter }: ProductSettings): boolean {
    return (limits ?? ipFilter) !== undefined;
}

/** What a `ServingProduct` declares in Azure. */
export function wantedProduct(name: string, product: ProductSettings, outside: readonly Registered[]): Wanted[] {
    const parents = [...outside, { type: productType, name }];
    const productId = product.name;
    return [
        want("apimanagement:Product", name, parents, { productId }, shownProduct(product)),
        ...linkedGroups(product).map((group) =>
            want("apimanagement:ProductGroupLink", groupLinkName(name, group), parents, {
                productId,
                groupLinkId: linkId(productId, group),
            }),
        ),
        ...(hasPolicy(product)
            ? [want("apimanagement:ProductPolicy", policyName(name), parents, { productId, policyId: "policy" })]
            : []),
        ...product.subscriptions.map((subscriber) =>
            want(
                "apimanagement:Subscription",
                subscriptionName(name, subscriber),
                parents,
                { sid: subscriptionId(product, subscriber) },
                { displayName: subscriber, scope: `/products/${productId}`, state: "active" },
            ),
        ),
    ];
}

/** Makes each thing after the one before it: the service refuses writes to one entity that come at the same time. */
function chain<Made extends pulumi.Resource>(first: readonly pulumi.Resource[] = []) {
    let before = [...first];
    return (make: (dependsOn: pulumi.Resource[]) => Made): Made => {
        const made = make(before);
        before = [...first, made];
        return made;
    };
}

function placeOf({ resourceGroupName, serviceName }: ServingProductArgs, product: apim.Product) {
    return { resourceGroupName, serviceName, productId: product.name };
}

/** Full id of a group that is in the product's service already. */
function idOfGroup(id: string, product: apim.Product): pulumi.Output<string> {
    return product.id.apply((productId) => `${productId.split("/products/")[0]}/groups/${id}`);
}

function productArgs(args: ServingProductArgs): apim.ProductArgs {
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

function policyArgs(args: ServingProductArgs, product: apim.Product): apim.ProductPolicyArgs {
    const { callers, ipFilter } = args;
    const limits = limitsOf(callers, {}, args.limits);
    return {
        ...placeOf(args, product),
        // The only name that the service accepts; left out, a name would be made up.
        policyId: "policy",
        format: "xml",
        value: pulumi
            .output(args.tier)
            .apply((tier) => productPolicy({ limits, ipFilter, entra: callers.entra, tier })),
    };
}

function subscriptionArgs(args: ServingProductArgs, subscriber: string, product: apim.Product): apim.SubscriptionArgs {
    return {
        resourceGroupName: args.resourceGroupName,
        serviceName: args.serviceName,
        sid: subscriptionId(args, subscriber),
        displayName: subscriber,
        scope: product.id,
        state: "active",
    };
}

function primaryKey({ resourceGroupName, serviceName }: ServingProductArgs, subscription: apim.Subscription) {
    const secrets = apim.listSubscriptionSecretsOutput({ resourceGroupName, serviceName, sid: subscription.name });
    return secrets.apply(({ primaryKey }) => primaryKey ?? "");
}
