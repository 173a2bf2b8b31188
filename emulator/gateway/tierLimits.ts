import type { Store } from "../arm/kernel/store";

/** Tiers of the second generation. */
export const v2Skus: readonly string[] = ["BasicV2", "StandardV2", "PremiumV2"];

/** Largest policy document, in KiB (gateway runtime limits, 2026-04). @param sku tier. @default a classic one */
export function maxPolicyKib(sku: string | undefined): number {
    return sku === "Consumption" ? 16 : 512;
}

const mebibyte = 1024 * 1024;

const classic = ["Developer", "Basic", "Standard", "Premium", "Isolated"];

/** Most bytes of a body that the service keeps: 500 MiB in classic tiers, 2 MiB in the others (gateway runtime limits). */
export function maxBufferedBytes(store: Store, serviceId: string): number {
    return (classic.includes(skuOf(store, serviceId) ?? "Developer") ? 500 : 2) * mebibyte;
}

/** Tier of the service, e.g. `Developer`; undefined for a service that is not there. */
export function skuOf(store: Store, serviceId: string): string | undefined {
    return (store.get(serviceId)?.envelope.sku as { name?: string } | undefined)?.name;
}
