import { withKeys } from "../../jsonObject";
import { conjoin, Pass } from "./schema";

/**
 * `contains` (JSON Schema 2020-12, 10.3.1.3) is "not every item is none of these", which 3.0 can say. How often it has
 * to hold (`minContains`, `maxContains`) it can say for once and for never only.
 */
export const contains: Pass = (schema, at) => {
    const counted = schema.minContains !== undefined || schema.maxContains !== undefined;
    if (schema.contains === undefined && !counted) return schema;
    const { contains: item, minContains = 1, maxContains = Infinity, ...rest } = schema;
    if (item === undefined) {
        at.removed("minContains, maxContains", "They have no effect without contains.");
        return rest;
    }
    if (Object.keys(item).length === 0 && at.isExact(item)) {
        at.rewritten("contains", "Every item fits, so minItems and maxItems say the same.");
        const least = Math.max(rest.minItems ?? 0, minContains);
        const most = Math.min(rest.maxItems ?? Infinity, maxContains);
        return withKeys(rest, { minItems: least, ...(most < Infinity ? { maxItems: most } : {}) });
    }
    let result = rest;
    if (minContains > 0) {
        at.rewritten("contains", "3.0 expresses it with not and items.");
        result = conjoin(result, { not: { type: "array", items: { not: item } } });
    }
    if (minContains > 1) {
        at.loosened("minContains", `One item that fits is enough, in an array of at least ${minContains}.`);
        result.minItems = Math.max(result.minItems ?? 0, minContains);
    }
    if (maxContains === 0 && at.isExact(item)) {
        at.rewritten("maxContains", "3.0 says with items and not that no item fits.");
        result = conjoin(result, { items: { not: item } });
    } else if (maxContains < Infinity) {
        at.loosened("maxContains", "Any number of items may fit.");
    }
    if (minContains === 0 && maxContains === Infinity)
        at.removed("contains", "With minContains 0 it requires nothing.");
    return result;
};
