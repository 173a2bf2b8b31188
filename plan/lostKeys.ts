import { isAutomatic, subscriptionsLeft, subscriptionsTo } from "../azure/productSubscriptions";
import type { Azure, Located } from "./inPlace";
import type { Problem } from "./refusal";
import type { SavedState } from "./savedState";

/** What `ProductCleanup` keeps in the state; one of an earlier version has the product's id alone. */
interface Cleanup {
    readonly productId?: string;
    readonly deleteSubscriptions?: boolean;
}

/**
 * Products that the state has and the settings no longer have, and that cannot be deleted because of subscriptions that
 * the stack did not make. Their deletion comes last in a deployment, and would fail then.
 *
 * @param wanted all that the stack wants
 * @throws {AzureError} the subscriptions cannot be read
 */
export async function lostKeys(wanted: readonly Located[], state: SavedState, azure: Azure): Promise<Problem[]> {
    const kept = new Set(wanted.map(({ id }) => id.toLowerCase()));
    const leaving = state
        .ofType("ProductCleanup")
        .map(({ outputs }) => outputs as Cleanup)
        .filter(({ deleteSubscriptions }) => deleteSubscriptions !== true)
        .flatMap(({ productId }) => (productId && !kept.has(productId.toLowerCase()) ? [productId] : []));
    const problems = await Promise.all(leaving.map((productId) => problemOf(productId, state, azure)));
    return problems.flat();
}

async function problemOf(productId: string, state: SavedState, azure: Azure): Promise<Problem[]> {
    const service = productId.slice(0, productId.lastIndexOf("/products/"));
    const left = (await subscriptionsTo(azure, productId)).filter(
        (each) => !isAutomatic(each) && !state.withId(`${service}/subscriptions/${each.name}`),
    );
    return left.length > 0 ? [subscriptionsLeft(productId, left).message] : [];
}
