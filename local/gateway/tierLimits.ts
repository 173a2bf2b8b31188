import type { Store } from "../arm/store";

const mebibyte = 1024 * 1024;

const classic = ["Developer", "Basic", "Standard", "Premium", "Isolated"];

/** Most bytes of a body that the service keeps: 500 MiB in classic tiers, 2 MiB in the others (gateway runtime limits). */
export function maxBufferedBytes(store: Store, serviceId: string): number {
    const { name = "Developer" } = (store.get(serviceId)?.envelope.sku ?? {}) as { name?: string };
    return (classic.includes(name) ? 500 : 2) * mebibyte;
}
