import { ArmError, invalidFields } from "../kernel/armError";
import type { Properties } from "../kernel/fields";
import { record } from "../kernel/resourceType";

/** Fewest and most units by tier (upgrade and scale, autoscale, v2 tiers overview, 2026). */
const units: Readonly<Record<string, readonly [fewest: number, most: number]>> = {
    Consumption: [0, 0],
    Developer: [1, 1],
    Basic: [1, 2],
    Standard: [1, 4],
    Premium: [1, Infinity],
    Isolated: [1, Infinity],
    BasicV2: [1, 10],
    StandardV2: [1, 10],
    PremiumV2: [1, 30],
};

/** `sku` of a service as a request has it. @throws ArmError for a tier or a number of units that there is not */
export function skuOf(sku: unknown): Properties {
    const { name, capacity = name === "Consumption" ? 0 : 1 } = record(sku);
    const [fewest, most] = units[String(name)] ?? [];
    if (fewest === undefined || most === undefined) {
        const message = `Sku name should be one of ${Object.keys(units).join(", ")}.`;
        throw invalidFields({ target: "sku", message });
    }
    if (typeof capacity !== "number" || !Number.isInteger(capacity) || capacity < fewest || capacity > most) {
        throw wrongCapacity(String(name), fewest, most);
    }
    return { name, capacity };
}

/** The text for Consumption is the service's own (Azure/bicep-registry-modules#2362; record capacity-of-tier). */
function wrongCapacity(name: string, fewest: number, most: number): ArmError {
    const range = fewest === most ? String(most) : most === Infinity ? `${fewest} or more` : `${fewest} to ${most}`;
    const message = `Invalid parameter: For ${name} SKU Type capacity must be specified as ${range}.`;
    return new ArmError(400, "InvalidParameters", message, null);
}
