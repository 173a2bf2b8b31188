import * as apim from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import type { CallersSettings } from "../settings/callers";
import { limitsOf } from "../settings/limits";
import { type ProductSettings, subscriptionId } from "../settings/products";
import { linkId } from "./linkId";
import { productPolicy } from "./policies/productPolicy";
import { ProductCleanup } from "./productCleanup";
import type { Tier } from "./tiers";

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
    /** Primary keys of the subscriptions that the stack makes, by their names. Secret. */
    readonly keys: Readonly<Record<string, pulumi.Output<string>>>;

    constructor(name: string, args: ServingProductArgs, opts?: pulumi.ComponentResourceOptions) {
        super("serving-gateway:index:ServingProduct", name, {}, opts);
        const child = { parent: this };
        this.productId = args.name;
        this.product = new apim.Product(name, productArgs(args), {
            parent: this,
            // With each comes a subscription of the administrator, and two of one user collide at the same time.
            dependsOn: args.after,
        });
        const group = chain<apim.ProductGroupLink>();
        // Administrators see every product from its birth, and the link that is there cannot be made again.
        for (const id of args.groups.filter((id) => id !== "administrators")) {
            group((dependsOn) => {
                const groupId = args.declaredGroups[id]?.id ?? idOfGroup(id, this.product);
                const link = { ...placeOf(args, this.product), groupId, groupLinkId: linkId(args.name, id) };
                // Not a ProductGroup, for the reason that `tagApi` has.
                return new apim.ProductGroupLink(`${name}:group:${id}`, link, { parent: this, dependsOn });
            });
        }
        if (args.limits ?? args.ipFilter)
            new apim.ProductPolicy(`${name}-policy`, policyArgs(args, this.product), child);
        const cleanup = new ProductCleanup(`${name}-cleanup`, { productId: this.product.id }, child);
        const subscription = chain<apim.Subscription>([cleanup]);
        this.keys = Object.fromEntries(
            args.subscriptions.map((subscriber) => {
                const made = subscription(
                    (dependsOn) =>
                        new apim.Subscription(
                            `${name}:subscription:${subscriber}`,
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
    const { name, displayName, description, terms, published, approval, subscriptionsLimit } = args;
    return {
        resourceGroupName: args.resourceGroupName,
        serviceName: args.serviceName,
        productId: name,
        displayName: displayName ?? name,
        description,
        terms,
        subscriptionRequired: true,
        approvalRequired: approval,
        subscriptionsLimit,
        state: published ? "published" : "notPublished",
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
