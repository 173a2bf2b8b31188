import type { Entity, Store } from "../arm/kernel/store";
import { skuOf } from "./tierLimits";

/** What a policy document refers to. */
export interface Lookups {
    /** Value of the named value with this display name, case-sensitive; undefined where there is none. */
    namedValue(displayName: string): string | undefined;
    /** Whether a backend with this id exists. */
    backend(id: string): boolean;
    /** Text of the policy fragment with this id, in format `xml`; undefined where there is none. @default none */
    fragment?(id: string): string | undefined;
    /** Tier of the service, e.g. `Consumption`. @default one that has every policy */
    readonly sku?: string;
}

/** What the policies and backends of one service refer to. */
export function storeLookups(store: Store, serviceId: string): Lookups {
    let named: Entity[] | undefined;
    return {
        namedValue(displayName) {
            named ??= store.children(serviceId, "Microsoft.ApiManagement/service/namedValues");
            const found = named.find(({ properties }) => properties.displayName === displayName);
            const value = found?.properties.value ?? found?.secrets.value;
            return value === undefined || value === null ? undefined : String(value);
        },
        backend: (id) => store.get(`${serviceId}/backends/${id}`) !== undefined,
        fragment: (id) => store.get(`${serviceId}/policyFragments/${id}`)?.properties.value as string | undefined,
        sku: skuOf(store, serviceId),
    };
}
