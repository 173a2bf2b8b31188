import { allScopes, allSections, type AttributeRule, type PolicyDefinition } from "../policyRule";
import { attributeNumber, attributeText } from "../policyValue";

const key: AttributeRule = { required: true, expression: true };

/** There is no external cache in the emulator: whoever prefers one gets the built-in one, as in the service. */
const cachingType: AttributeRule = {
    type: ["internal", "external", "prefer-external"],
    supported: ["internal", "prefer-external"],
};

const everywhere = { sections: allSections, scopes: allScopes };

/** Puts a cached value into a variable. "If lookup results in a miss, the variable will not be set": it stays as it is. */
export const cacheLookupValue: PolicyDefinition = {
    name: "cache-lookup-value",
    ...everywhere,
    rule: {
        attributes: {
            key,
            "variable-name": { required: true },
            "default-value": { expression: true },
            "caching-type": cachingType,
        },
    },
    compile(element) {
        const keyOf = attributeText(element, "key");
        const byDefault = element.attributes.has("default-value") && attributeText(element, "default-value");
        const variable = element.attributes.get("variable-name")!;
        return (exchange) => {
            const value = exchange.runtime.cache.lookup(keyOf(exchange)) ?? (byDefault && byDefault(exchange));
            if (typeof value === "string") exchange.variables.set(variable, value);
        };
    },
};

/** Caches a text for a number of seconds. */
export const cacheStoreValue: PolicyDefinition = {
    name: "cache-store-value",
    ...everywhere,
    rule: {
        attributes: {
            key,
            value: { required: true, expression: true },
            duration: { required: true, type: "integer", expression: true },
            "caching-type": cachingType,
        },
    },
    compile(element) {
        const keyOf = attributeText(element, "key");
        const valueOf = attributeText(element, "value");
        const secondsOf = attributeNumber(element, "duration", 0);
        return (exchange) => exchange.runtime.cache.store(keyOf(exchange), valueOf(exchange), secondsOf(exchange));
    },
};

/** Forgets a cached value. */
export const cacheRemoveValue: PolicyDefinition = {
    name: "cache-remove-value",
    ...everywhere,
    rule: { attributes: { key, "caching-type": cachingType } },
    compile(element) {
        const keyOf = attributeText(element, "key");
        return (exchange) => exchange.runtime.cache.remove(keyOf(exchange));
    },
};
