import { idOfService, type ServicePlace } from "../components/wanted";
import type { PlannedGateway } from "../components/gateway/plannedGateway";
import { subscriptionId } from "../settings/products";
import { subscriptionOf } from "../settings/subscriptions";
import type { Problem } from "./refusal";
import type { SavedState } from "./savedState";

/** What a `KeyRotation` has in the state. */
interface Rotation {
    readonly subscriptionId?: string;
    readonly marker?: string;
    readonly current?: string;
}

/**
 * Subscriptions whose keys were rotated to the secondary one, and whose settings no longer say so: the primary key would be
 * handed out again, which a rotation was to replace.
 */
export function keptRotations(
    { products = [], namePrefix = "" }: Pick<PlannedGateway, "products" | "namePrefix">,
    place: ServicePlace,
    state: SavedState,
): Problem[] {
    const rotations = new Map(
        state.ofType("KeyRotation").map(({ outputs }) => {
            const rotation: Rotation = outputs;
            return [String(rotation.subscriptionId).toLowerCase(), rotation] as const;
        }),
    );
    return products.flatMap((product, index) =>
        product.subscriptions.map(subscriptionOf).flatMap(({ name, rotateKeys }, at): Problem[] => {
            const id = `${idOfService(place)}/subscriptions/${namePrefix}${subscriptionId(product, name)}`;
            const { current, marker } = rotations.get(id.toLowerCase()) ?? {};
            if (rotateKeys !== undefined || current !== "secondary") return [];
            return [
                `serving-gateway:products[${index}].subscriptions[${at}]: subscription "${name}" no longer has ` +
                    "rotateKeys: its primary key, which callers no longer have, would be handed out again\n" +
                    `    Set rotateKeys: "${marker}" again, or another text, which makes a new primary key`,
            ];
        }),
    );
}
