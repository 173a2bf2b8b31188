import type { Store } from "../arm/kernel/store";
import type { Lookups } from "./policyRule";
import { skuOf } from "./tierLimits";

/** What the policies and backends of one service refer to. */
export function storeLookups(store: Store, serviceId: string): Lookups {
    const type = "Microsoft.ApiManagement/service/namedValues";
    return {
        namedValue(displayName) {
            const found = store
                .children(serviceId, type)
                .find(({ properties }) => properties.displayName === displayName);
            const value = found?.properties.value ?? found?.secrets.value;
            return value === undefined || value === null ? undefined : String(value);
        },
        backend: (id) => store.get(`${serviceId}/backends/${id}`) !== undefined,
        sku: skuOf(store, serviceId),
    };
}
