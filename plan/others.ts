import { isAutomatic, subscriptionOf, textOf } from "../azure/productSubscriptions";
import type { Entity } from "../azure/resourceManager";
import { type EntityCounts, listedKind } from "../components/gateway/entityTotals";
import { type Azure, listWith, type Located } from "./inPlace";

/**
 * How many entities the service has that the stack does not want, of each kind that a tier takes a limited number of. Only
 * kinds of which the stack creates one are counted: their collections have been read to see what is in place.
 *
 * @param created what the state does not have, without what it has under another name
 * @param azure reads no collection twice
 */
export async function readOthers(
    wanted: readonly Located[],
    created: readonly Located[],
    azure: Azure,
): Promise<EntityCounts> {
    const own = new Set(wanted.map(({ id }) => id.toLowerCase()));
    // One of each kind leads to all of its collection.
    const firsts = new Map(created.flatMap((each) => (listedKind(each.type) ? [[each.type, each] as const] : [])));
    const counts = [...firsts].map(async ([type, each]) => {
        const collection = each.id.slice(0, each.id.lastIndexOf("/"));
        const others = (await listWith(each, azure)).filter(
            (entity) => !own.has(`${collection}/${String(entity.name)}`.toLowerCase()) && !comesWith(own, entity),
        );
        return [listedKind(type)!, others.length] as const;
    });
    return Object.fromEntries(await Promise.all(counts));
}

/** Whether a subscription is the administrator's to a product of the stack, which is counted with the product. */
export function comesWith(own: ReadonlySet<string>, entity: Entity): boolean {
    const scope = textOf(((entity.properties ?? {}) as Entity).scope);
    return scope !== undefined && own.has(scope.toLowerCase()) && isAutomatic(subscriptionOf(entity));
}
