import { apiManagement } from "./armApiVersions";
import { AzureError } from "./azureError";
import { inWords, isAutomatic, type ProductSubscription, subscriptionOf, textOf } from "./productSubscriptions";
import type { Entity, ResourceManager } from "./resourceManager";

/** An API, and subscriptions to it that somebody else made. Azure deletes them with the API. */
export interface HeldApi {
    /** Azure resource id. */
    readonly apiId: string;
    readonly subscriptions: readonly ProductSubscription[];
}

/**
 * Which of the APIs have subscriptions that the stack did not make. The service's subscriptions are listed once.
 *
 * @param service Azure resource id
 * @param apiIds Azure resource ids of APIs of the service
 * @param isOwn whether the stack made the subscription of this identifier
 * @throws {AzureError}
 */
export async function heldApis(
    resourceManager: Pick<ResourceManager, "list">,
    service: string,
    apiIds: readonly string[],
    isOwn: (name: string) => boolean,
): Promise<HeldApi[]> {
    if (apiIds.length === 0) return [];
    const byApi = await subscriptionsToApis(resourceManager, service);
    return apiIds.flatMap((apiId) => {
        const listed = byApi.get(apiId.toLowerCase()) ?? [];
        const subscriptions = listed.filter((each) => !isAutomatic(each) && !isOwn(each.name));
        return subscriptions.length > 0 ? [{ apiId, subscriptions }] : [];
    });
}

/** Subscriptions by the id of the API that they are for, in lower case. */
async function subscriptionsToApis(
    resourceManager: Pick<ResourceManager, "list">,
    service: string,
): Promise<ReadonlyMap<string, readonly ProductSubscription[]>> {
    const byApi = new Map<string, ProductSubscription[]>();
    for (const listed of await resourceManager.list(`${service}/subscriptions`, apiManagement)) {
        // A scope is a full id, or begins below the service.
        const { scope } = (listed.properties ?? {}) as Entity;
        const [below] = /\/apis\/[^/]+$/i.exec(textOf(scope) ?? "") ?? [];
        if (!below) continue;
        const id = `${service}${below}`.toLowerCase();
        byApi.set(id, [...(byApi.get(id) ?? []), subscriptionOf(listed)]);
    }
    return byApi;
}

/** Why an API is not deleted, without a full stop at the end. */
export function apiHeld(held: HeldApi): string {
    return `${whyHeld(held)}\n${wayOut}`;
}

/** Refusal to delete any of the stack. @param held one API or more */
export function apisHeld(held: readonly HeldApi[]): AzureError {
    return new AzureError({
        failure: held.map(whyHeld).join("\n"),
        mend: `${wayOut}. Nothing of the stack has been deleted.`,
    });
}

function whyHeld({ apiId, subscriptions }: HeldApi): string {
    const api = apiId.slice(apiId.lastIndexOf("/") + 1);
    const those = subscriptions.length === 1 ? "a subscription" : `${subscriptions.length} subscriptions`;
    return [
        `API "${api}" cannot be deleted: it has ${those} that this stack did not make, with keys in use:`,
        ...subscriptions.map((subscription) => `  ${inWords(subscription)}`),
    ].join("\n");
}

/** No setting gives them up: they are their owners'. */
const wayOut =
    "Agree on it with their owners, delete them in the Azure portal or give them another scope there, and run the command again";
