import { sortedKeys } from "../../canonical";
import { isObject, JsonObject } from "../../jsonObject";

type Standing = "one" | "many" | "named";

/** How schemas stand under each keyword that holds some. */
export const standing: ReadonlyMap<string, Standing> = new Map<string, Standing>([
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
    const children: unknown[] = [];
    for (const keyword of sortedKeys(schema)) {
        const value = schema[keyword];
        const inside = schemasUnder(keyword, value);
        if (inside === "one") children.push(value);
        else if (inside === "many" && Array.isArray(value)) for (const child of value) children.push(child);
        else if (inside === "named" && isObject(value)) for (const key of sortedKeys(value)) children.push(value[key]);
    }
    return children;
}

function one(keyword: string): [string, Standing] {
    return [keyword, "one"];
}
