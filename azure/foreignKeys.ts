import { apiManagement } from "./armApiVersions";
import { AzureError } from "./azureError";
import { isAutomatic, keptBy, type ProductSubscription, subscriptionOf, textOf } from "./productSubscriptions";
import type { Entity, ResourceManager } from "./resourceManager";

/** An API or a product, and the subscriptions to it that somebody else made: their keys would end with it. */
export interface ForeignKeys {
    /** Azure resource id of the API or the product. */
    readonly scope: string;
    readonly subscriptions: readonly ProductSubscription[];
}

/**
 * Which APIs and products have subscriptions that the stack did not make. The service's subscriptions are listed once.
 *
 * @param service Azure resource id
 * @param scopes Azure resource ids of APIs and products of the service
 * @param isOwn whether the stack made the subscription of this identifier
 * @throws {AzureError}
 */
export async function foreignKeys(
    resourceManager: Pick<ResourceManager, "list">,
    service: string,
    scopes: readonly string[],
    isOwn: (name: string) => boolean,
): Promise<ForeignKeys[]> {
    if (scopes.length === 0) return [];
    const byScope = await subscriptionsByScope(resourceManager, service);
    return scopes.flatMap((scope) => {
        const listed = byScope.get(scope.toLowerCase()) ?? [];
        const subscriptions = listed.filter((each) => !isAutomatic(each) && !isOwn(each.name));
        return subscriptions.length > 0 ? [{ scope, subscriptions }] : [];
    });
}

/** Subscriptions by the id of the API or the product that they are for, in lower case. */
async function subscriptionsByScope(
    resourceManager: Pick<ResourceManager, "list">,
    service: string,
): Promise<ReadonlyMap<string, readonly ProductSubscription[]>> {
    const byScope = new Map<string, ProductSubscription[]>();
    for (const listed of await resourceManager.list(`${service}/subscriptions`, apiManagement)) {
        // A scope is a full id, or begins below the service.
        const { scope } = (listed.properties ?? {}) as Entity;
        const [below] = /\/(?:apis|products)\/[^/]+$/i.exec(textOf(scope) ?? "") ?? [];
        if (!below) continue;
        const id = `${service}${below}`.toLowerCase();
        byScope.set(id, [...(byScope.get(id) ?? []), subscriptionOf(listed)]);
    }
    return byScope;
}

/** Why an API is not deleted, without a full stop at the end. */
export function apiKept({ scope, subscriptions }: ForeignKeys): string {
    return `${keptBy(scope, subscriptions)}\n${wayOut}`;
}

/** Refusal to delete anything of the stack. @param foreign of one API or product, or more */
export function stackKept(foreign: readonly ForeignKeys[]): AzureError {
    const isProduct = foreign.some(({ scope }) => /\/products\/[^/]+$/i.test(scope));
    const setting = isProduct
        ? " To delete a product together with its subscriptions, set deleteSubscriptions: true for it in " +
          "serving-gateway:products, and run `pulumi up` before `pulumi destroy`."
        : "";
    return new AzureError({
        failure: foreign.map(({ scope, subscriptions }) => keptBy(scope, subscriptions)).join("\n"),
        fix: `${wayOut}.${setting} Nothing of the stack has been deleted.`,
    });
}

/** No setting gives up those to an API: they are their owners'. */
const wayOut =
    "Agree on it with their owners, delete them in the Azure portal or give them another scope there, and run the " +
    "command again";
