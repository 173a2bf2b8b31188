import { attribute, type PolicyElement } from "./policyElement";
import type { Expression, PolicyText, Variable } from "./policyText";

/** What is cached is a credential: it stays in the gateway's memory and never goes to an external cache. */
const internal = { "caching-type": "internal" };

/** Reads a value of the internal cache into a variable, which stays unset where there is none. */
export function cacheLookupValue(key: string, variable: Variable, defaultValue?: string): PolicyElement {
    return {
        name: "cache-lookup-value",
        attributes: { key, "variable-name": variable.name, "default-value": defaultValue, ...internal },
    };
}

/** @param duration how long the value is kept, in seconds */
export function cacheStoreValue(key: string, value: PolicyText, duration: number | Expression): PolicyElement {
    const seconds = typeof duration === "number" ? attribute(duration) : duration;
    return {
        name: "cache-store-value",
        attributes: { key, value, duration: seconds, ...internal },
    };
}

/** Removes a value from the gateway's own cache, so that the next call gets it anew. */
export function cacheRemoveValue(key: string): PolicyElement {
    return { name: "cache-remove-value", attributes: { key, ...internal } };
}
