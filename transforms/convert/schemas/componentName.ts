import { keysOf } from "../../pointer";

/**
 * The name under which the target of a reference stands in `components.schemas`: the component's own where it is one,
 * else the words of its pointer, e.g. `Order-item` for `#/components/schemas/Order/properties/item`. The importer
 * allows letters, digits, dots, hyphens and underscores.
 */
export function componentName(pointer: string, taken: (name: string) => boolean): string {
    const keys = keysOf(pointer);
    const own = keys[0] === "components" && keys[1] === "schemas" && keys.length === 3 ? keys[2]! : undefined;
    if (own !== undefined && importable.test(own)) return own;
    const words = own ?? keys.filter((key) => !structural.has(key)).join("-");
    const stem =
        words
            .replace(/[^A-Za-z0-9._-]+/g, "-")
            .replace(/^-+|-+$/g, "")
            .slice(-80) || "schema";
    for (let number = 1; ; number++) {
        const candidate = number === 1 ? stem : `${stem}-${number}`;
        if (!taken(candidate)) return candidate;
    }
}

const importable = /^[A-Za-z0-9._-]+$/;
const structural = new Set([
    "components",
    "schemas",
    "paths",
    "content",
    "schema",
    "properties",
    "$defs",
    "definitions",
]);
