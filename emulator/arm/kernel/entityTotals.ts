import { ArmError, invalidRequest } from "./armError";
import type { ControlPlane } from "./controlPlane";
import { apiService, record } from "./resourceType";
import type { Entity } from "./store";

const skus = ["Consumption", "Developer", "Basic", "Standard", "Premium"];

/**
 * How many entities of a type a service takes, in the order of `skus`, revisions and versions counted; tiers of version 2
 * as their classic ones (service limits, enforced from March 2026).
 */
const totals: Readonly<Record<string, readonly [what: string, ...numbers: number[]]>> = {
    [`${apiService}/apis/operations`]: ["operations", 3_000, 3_000, 10_000, 50_000, 75_000],
    [`${apiService}/tags`]: ["tags", 1_500, 1_500, 1_500, 2_500, 15_000],
    [`${apiService}/namedValues`]: ["named values", 5_000, 5_000, 5_000, 10_000, 18_000],
    [`${apiService}/products`]: ["products", 100, 100, 200, 500, 2_000],
    [`${apiService}/subscriptions`]: ["subscriptions", Infinity, 10_000, 15_000, 25_000, 75_000],
};

/**
 * @param count how many are about to be made
 * @param replaced how many of those that are there go for them
 * @throws ArmError if the service takes no more of the type (record entity-totals)
 */
export function checkTotal(plane: ControlPlane, service: Entity, type: string, count = 1, replaced = 0): void {
    const problem = totalProblem(plane, service, type, count, replaced);
    if (problem) throw problem;
}

function totalProblem(
    plane: ControlPlane,
    service: Entity,
    type: string,
    count: number,
    replaced: number,
): ArmError | undefined {
    const [what, ...numbers] = totals[type] ?? [];
    if (what === undefined) return undefined;
    const sku = String(record(service.envelope.sku).name).replace(/V2$/, "");
    const total = numbers[skus.indexOf(sku)] ?? Infinity;
    // Only a service that may be full is counted through.
    if (plane.store.size < total || plane.store.children(service.id, type).length + count - replaced <= total) {
        return undefined;
    }
    return invalidRequest(`The service has reached the limit of ${total} ${what} of the ${sku} tier.`);
}
