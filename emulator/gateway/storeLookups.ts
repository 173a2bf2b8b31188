import type { Store } from "../arm/kernel/store";
import { skuOf } from "./tierLimits";

/** What a policy document refers to. */
export interface Lookups {
    /** Value of the named value with this display name, case-sensitive; undefined where there is none. */
    namedValue(displayName: string): string | undefined;
    /** Whether a backend with this id exists. */
    backend(id: string): boolean;
    /** Tier of the service, e.g. `Consumption`. @default one that has every policy */
    readonly sku?: string;
}

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
