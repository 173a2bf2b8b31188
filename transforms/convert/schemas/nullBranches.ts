import { orNull } from "./anyOf";
import { Pass } from "./schema";

/**
 * "This or null" written as two alternatives (`anyOf: [{...}, {type: null}]`) is one schema with `nullable` in 3.0.
 * A reference cannot have anything beside it, and `nullable` in front of `allOf` allows nothing that `allOf` forbids
 * (OpenAPI 3.0.3, 4.7.24), so there the alternatives stay.
 */
export const nullBranches: Pass = (schema, at) => {
    if (schema.type !== undefined) return schema;
    for (const keyword of ["anyOf", "oneOf"] as const) {
        const branches = schema[keyword];
        if (branches?.length !== 2) continue;
        const { [keyword]: _, ...rest } = schema;
        const merged = orNull(branches, rest);
        if (merged === undefined) continue;
        at.rewritten(keyword, "3.0 expresses null with nullable.");
        return merged;
    }
    return schema;
};
