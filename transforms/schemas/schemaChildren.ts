import { isObject, JsonObject } from "../jsonObject";

const oneSchema = new Set([
    "additionalProperties",
    "contains",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
]);
const manySchemas = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const namedSchemas = new Set(["dependentSchemas", "patternProperties", "properties"]);

/** How schemas stand under a keyword (JSON Schema 2020-12, 10); undefined for keywords that hold none. */
export function schemasUnder(keyword: string, value: unknown): "one" | "many" | "named" | undefined {
    // Before 2020-12 a tuple was written as an array under `items`.
    if (manySchemas.has(keyword) || (keyword === "items" && Array.isArray(value))) return "many";
    if (namedSchemas.has(keyword)) return "named";
    return oneSchema.has(keyword) ? "one" : undefined;
}

/** The schemas directly inside one, where they stand as they should. */
export function childSchemas(schema: JsonObject): unknown[] {
    return Object.entries(schema).flatMap(([keyword, value]) => {
        switch (schemasUnder(keyword, value)) {
            case "one":
                return [value];
            case "many":
                return Array.isArray(value) ? value : [];
            case "named":
                return isObject(value) ? Object.values(value) : [];
            default:
                return [];
        }
    });
}
