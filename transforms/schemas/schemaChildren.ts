import { isObject, JsonObject } from "../jsonObject";

type Standing = "one" | "many" | "named";

const standing = new Map<string, Standing>([
    ...["additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then"].map(one),
    ...["unevaluatedItems", "unevaluatedProperties"].map(one),
    ...["allOf", "anyOf", "oneOf", "prefixItems"].map((keyword) => [keyword, "many"] as const),
    ...["dependentSchemas", "patternProperties", "properties"].map((keyword) => [keyword, "named"] as const),
]);

/** How schemas stand under a keyword (JSON Schema 2020-12, 10); undefined for keywords that hold none. */
export function schemasUnder(keyword: string, value: unknown): Standing | undefined {
    // Before 2020-12 a tuple was written as an array under `items`.
    return keyword === "items" && Array.isArray(value) ? "many" : standing.get(keyword);
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

function one(keyword: string): [string, Standing] {
    return [keyword, "one"];
}
