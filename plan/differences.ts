import type { Entity } from "../azure/resourceManager";
import { quote } from "../databricks/quote";

/**
 * How something in Azure differs from what the stack would create, a phrase each, e.g.
 * `displayName is "Churn", the stack wants "Churn model"`.
 *
 * @param shown inputs by their names, which are Azure's
 */
export function differences(shown: Readonly<Record<string, unknown>>, { properties, ...envelope }: Entity): string[] {
    const there = { ...envelope, ...(properties as object) } as Record<string, unknown>;
    return Object.keys(shown)
        .filter(
            (name) =>
                !isWithin(shown[name], there[name]) &&
                !(name === "location" && isSameRegion(shown.location, there.location)),
        )
        .map((name) => `${name} is ${inWords(there[name])}, the stack wants ${inWords(shown[name])}`);
}

/** Azure adds defaults to what it was given, and leaves out what is empty. */
function isWithin(wanted: unknown, there: unknown): boolean {
    if (wanted === undefined || wanted === null) return true;
    if (there === undefined || there === null) return isEmpty(wanted);
    if (Array.isArray(wanted)) {
        return (
            Array.isArray(there) &&
            wanted.length === there.length &&
            wanted.every((item, index) => isWithin(item, there[index]))
        );
    }
    if (typeof wanted === "object") {
        const members = there as Record<string, unknown>;
        return Object.entries(wanted).every(([name, member]) => isWithin(member, members[name]));
    }
    return isSame(String(wanted), String(there));
}

/** Ids have no case, and the scope of a subscription may be given from the service on. */
function isSame(wanted: string, there: string): boolean {
    if (!wanted.startsWith("/") || !there.startsWith("/")) return wanted === there;
    return there.toLowerCase().endsWith(wanted.toLowerCase()) || wanted.toLowerCase().endsWith(there.toLowerCase());
}

/** Azure shows some regions by their display names, e.g. `West Europe`. */
export function isSameRegion(one: unknown, other: unknown): boolean {
    const plain = (region: unknown) => String(region).toLowerCase().replaceAll(" ", "");
    return plain(one) === plain(other);
}

function isEmpty(value: unknown): boolean {
    return value === "" || value === false || (Array.isArray(value) && value.length === 0);
}

function inWords(value: unknown): string {
    return value === undefined || value === null ? "not set" : quote(JSON.stringify(value)).slice(0, 200);
}
