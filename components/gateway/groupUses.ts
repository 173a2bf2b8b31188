import type { GroupSettings, ProductSettings } from "../../settings/products";
import { features, type Use } from "./tiers";

/** What groups, and products that some of them see, need of the service's tier. */
export function groupUses(products: readonly ProductSettings[] = [], groups: readonly GroupSettings[] = []): Use[] {
    return [
        ...products
            .filter((product) => product.groups.some((group) => group !== "administrators"))
            .map(({ name }) => ({
                setting: `serving-gateway:products ("${name}").groups`,
                feature: features.groups,
            })),
        ...groups.map(({ name, externalId }) => ({
            setting: `serving-gateway:groups ("${name}")`,
            feature: externalId ? features.externalGroups : features.groups,
        })),
    ];
}
