import { apiKept, foreignKeys } from "../azure/foreignKeys";
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
 * Products and APIs that the state has and the settings no longer have, and whose deletion would take keys along that the
 * stack did not make. Azure refuses to delete such a product, at the end of the deployment, and deletes such an API.
 *
 * @param wanted all that the stack wants
 * @throws {AzureError} the subscriptions cannot be read
 */
export async function lostKeys(
    wanted: readonly Pick<Located, "id">[],
    state: SavedState,
    azure: Azure,
): Promise<Problem[]> {
    const kept = new Set(wanted.map(({ id }) => id.toLowerCase()));
    const leaves = (id: string | undefined): id is string => id !== undefined && !kept.has(id.toLowerCase());
    const products = state
        .ofType("ProductCleanup")
        .map(({ outputs }) => outputs as Cleanup)
        .filter(({ deleteSubscriptions }) => deleteSubscriptions !== true)
        .flatMap(({ productId }) => (leaves(productId) ? [productId] : []));
    const apis = state.ofType("Api").flatMap(({ id }) => (leaves(id) && !id.includes(";rev=") ? [id] : []));
    const servers = state.ofType("McpServer").flatMap(({ outputs }) => {
        const id = String(outputs.serverId);
        return leaves(id) ? [id] : [];
    });
    const problems = await Promise.all([
        ...products.map((productId) => problemOf(productId, state, azure)),
        problemsOfApis([...apis, ...servers], state, azure),
    ]);
    return problems.flat();
}

async function problemsOfApis(apis: readonly string[], state: SavedState, azure: Azure): Promise<Problem[]> {
    const [first] = apis;
    if (!first) return [];
    const service = first.slice(0, first.lastIndexOf("/apis/"));
    return (await foreignKeys(azure, service, apis, isOwnOf(service, state))).map(apiKept);
}

async function problemOf(productId: string, state: SavedState, azure: Azure): Promise<Problem[]> {
    const service = productId.slice(0, productId.lastIndexOf("/products/"));
    const isOwn = isOwnOf(service, state);
    const left = (await subscriptionsTo(azure, productId)).filter((each) => !isAutomatic(each) && !isOwn(each.name));
    return left.length > 0 ? [subscriptionsLeft(productId, left).message] : [];
}

/** Whether the state has a subscription of the service, by its identifier. */
function isOwnOf(service: string, state: SavedState): (name: string) => boolean {
    return (name) => state.withId(`${service}/subscriptions/${name}`) !== undefined;
}
