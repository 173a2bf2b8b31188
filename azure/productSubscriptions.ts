import { quote } from "../databricks/quote";
import { apiManagement } from "./armApiVersions";
import { AzureError } from "./azureError";
import type { Entity, ResourceManager } from "./resourceManager";

/** A subscription to a product or an API, as Azure lists it: without its keys. */
export interface ProductSubscription {
    /** Its identifier in the service. */
    readonly name: string;
    readonly displayName?: string;
    /** Full id of the user whose it is. */
    readonly ownerId?: string;
}

/** @throws {AzureError} */
export async function subscriptionsTo(
    resourceManager: Pick<ResourceManager, "list">,
    productId: string,
): Promise<ProductSubscription[]> {
    return (await resourceManager.list(`${productId}/subscriptions`, apiManagement)).map(subscriptionOf);
}

/** @param entity as Azure lists it */
export function subscriptionOf({ name, properties }: Entity): ProductSubscription {
    const { displayName, ownerId } = (properties ?? {}) as Entity;
    return { name: String(name), displayName: textOf(displayName), ownerId: textOf(ownerId) };
}

/**
 * Whether Azure made the subscription by itself, for the administrator, when the product was made. Nobody who makes one
 * can leave out its display name (its length is at least 1), and a user of the developer portal is its owner.
 */
export function isAutomatic({ name, displayName, ownerId }: ProductSubscription): boolean {
    return !displayName && /\/users\/1$/i.test(ownerId ?? "") && /^[0-9a-f]{24}$/i.test(name);
}

/**
 * Deletes subscriptions. Those of one user collide when they are deleted at the same time.
 *
 * @throws {AzureError}
 */
export async function deleteSubscriptions(
    resourceManager: Pick<ResourceManager, "delete">,
    productId: string,
    subscriptions: readonly ProductSubscription[],
): Promise<void> {
    // Listed below the product, they belong to the service.
    const service = productId.slice(0, productId.lastIndexOf("/products/"));
    for (const { name } of subscriptions) {
        await resourceManager.delete(`${service}/subscriptions/${name}`, apiManagement);
    }
}

/** Refusal to delete a product because of subscriptions that somebody else made. */
export function subscriptionsLeft(productId: string, left: readonly ProductSubscription[]): AzureError {
    const product = productId.slice(productId.lastIndexOf("/") + 1);
    return new AzureError({
        failure: keptBy(productId, left),
        fix:
            "Delete them in the Azure portal, or give them another scope there, and run the command again. To delete them " +
            `together with the product, set deleteSubscriptions: true for product "${product}" in ` +
            "serving-gateway:products, run `pulumi up`, and then remove the product or run `pulumi destroy`.",
    });
}

/** What keeps an API or a product from being deleted, a line each. @param scope its Azure resource id */
export function keptBy(scope: string, subscriptions: readonly ProductSubscription[]): string {
    const [, kind, name] = /\/(apis|products)\/([^/]+)$/i.exec(scope)!;
    const what = kind!.toLowerCase() === "apis" ? "API" : "product";
    const those = subscriptions.length === 1 ? "a subscription" : `${subscriptions.length} subscriptions`;
    return [
        `${what} "${name}" cannot be deleted: it has ${those} that this stack did not create, with keys in use:`,
        ...subscriptions.map((subscription) => `  ${inWords(subscription)}`),
    ].join("\n");
}

function inWords({ name, displayName, ownerId }: ProductSubscription): string {
    return `${displayName ? `"${quote(displayName)}" (${quote(name)})` : quote(name)}, ${ownerInWords(ownerId)}`;
}

function ownerInWords(ownerId: string | undefined): string {
    if (!ownerId) return "without an owner";
    const user = ownerId.slice(ownerId.lastIndexOf("/") + 1);
    return user === "1" ? "owned by the administrator" : `owned by user ${quote(user)}`;
}

/** A text, or undefined for anything else. */
export function textOf(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}
