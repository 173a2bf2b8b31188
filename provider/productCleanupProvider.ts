import type * as pulumi from "@pulumi/pulumi";
import { ResourceManager } from "../azure/resourceManager";
import { deleteSubscriptions, isAutomatic, subscriptionsLeft, subscriptionsTo } from "../azure/productSubscriptions";
import { withoutTrace } from "./withoutTrace";

interface Inputs {
    readonly productId: string;
    readonly deleteSubscriptions: boolean;
    readonly subscriptions: readonly string[];
}

/** A state of an earlier version has the product's id and nothing else. */
interface State extends Partial<Inputs> {
    readonly productId: string;
    /** Those of `subscriptions` that were there before the stack made any of that identifier: somebody else's. */
    readonly found?: readonly string[];
}

type Azure = Pick<ResourceManager, "list" | "delete">;

/** Provider of `ProductCleanup`, loaded as `DynamicResource` says. */
export const productCleanupProvider = productCleanupOn(({ config }) =>
    ResourceManager.from((key) => config.get(key), process.env),
);

/** The provider on a connection of the caller's, for tests. */
export function productCleanupOn(
    connect: (request: pulumi.dynamic.ConfigureRequest) => Azure,
): pulumi.dynamic.ResourceProvider {
    let azure: Azure;
    return {
        configure: async (request) => {
            azure = connect(request);
        },

        diff: async (_id, olds: State, news: Inputs) => {
            // Azure does not write ids in one case always, and the old one's deletion would take the subscriptions along.
            const replaces = olds.productId.toLowerCase() === news.productId.toLowerCase() ? [] : ["productId"];
            const updates =
                olds.deleteSubscriptions !== news.deleteSubscriptions ||
                String(olds.subscriptions) !== String(news.subscriptions);
            return { changes: replaces.length > 0 || updates, replaces };
        },

        create: (inputs: Inputs) =>
            withoutTrace(async () => {
                const found = await foundAmong(inputs.subscriptions, azure, inputs.productId);
                return { id: inputs.productId, outs: { ...inputs, found } };
            }),

        update: (_id, { subscriptions = [], found = [] }: State, news: Inputs) =>
            withoutTrace(async () => {
                const added = news.subscriptions.filter((name) => !subscriptions.includes(name));
                const kept = found.filter((name) => news.subscriptions.includes(name));
                return { outs: { ...news, found: [...kept, ...(await foundAmong(added, azure, news.productId))] } };
            }),

        // There is nothing to look at: a product that is gone is noticed by its own resource.
        read: async (id, state: State) => {
            const { found: _found, ...inputs } = state;
            return { id, props: state, inputs };
        },

        delete: (_id, state: State) => withoutTrace(() => cleanUp(azure, state)),
    };
}

/** Deletes nothing where subscriptions are left that have to stay. */
async function cleanUp(azure: Azure, state: State): Promise<void> {
    const { productId, subscriptions, found, deleteSubscriptions: all } = state;
    const listed = await subscriptionsTo(azure, productId);
    const own = lowerCase(subscriptions).filter((name) => !lowerCase(found).includes(name));
    const left = listed.filter((each) => !isAutomatic(each) && !own.includes(each.name.toLowerCase()));
    if (left.length > 0 && all !== true) throw subscriptionsLeft(productId, left);
    await deleteSubscriptions(azure, productId, listed);
}

/** The identifiers that subscriptions to the product have already. */
async function foundAmong(names: readonly string[], azure: Azure, productId: string): Promise<string[]> {
    if (names.length === 0) return [];
    const there = lowerCase((await subscriptionsTo(azure, productId)).map(({ name }) => name));
    return names.filter((name) => there.includes(name.toLowerCase()));
}

/** Azure compares identifiers without regard to case. */
function lowerCase(names: readonly string[] = []): string[] {
    return names.map((name) => name.toLowerCase());
}
