import { withKeys } from "../../jsonObject";
import { anyOfDistinct, conjoinAny, distinct } from "./anyOf";
import { Pass, Schema } from "./schema";

/**
 * Tuples become arrays: `prefixItems` is unknown to 3.0 (JSON Schema 2020-12, 10.3.1.1). An item may then be any of the
 * distinct items, whatever its position. Items beyond the tuple are unconstrained unless `items` says otherwise, so a
 * longer array is an alternative of its own: only then does every array that was accepted stay accepted.
 */
export const tuples: Pass = (schema, at) => {
    if (schema.prefixItems === undefined) return schema;
    const { prefixItems, items: beyond, ...rest } = schema;
    const closed = beyond !== undefined && rejectsAll(beyond);
    const length = prefixItems.length;
    const longest = Math.min(rest.maxItems ?? Infinity, closed ? length : Infinity);
    const positions = prefixItems.slice(0, longest);
    const kinds = distinct(positions);
    const same = kinds.length <= 1;

    if (longest <= length) {
        const items = kinds.length > 0 ? anyOfDistinct(kinds) : {};
        const arrays: Schema = withKeys(rest, { items, maxItems: longest });
        if (same)
            at.rewritten("prefixItems", "All items are alike, so 3.0 expresses the same with items and maxItems.");
        else at.loosened("prefixItems", `Any of the ${positions.length} items may stand at any position.`);
        return arrays;
    }
    if (beyond !== undefined && !acceptsAll(beyond)) {
        const all = distinct([...kinds, beyond]);
        if (all.length === 1) at.rewritten("prefixItems", "All items are alike, so items says the same.");
        else at.loosened("prefixItems", "Any of the items may stand at any position.");
        return withKeys(rest, { items: anyOfDistinct(all) });
    }
    if (kinds.some(acceptsAll)) {
        if (same) at.rewritten("prefixItems", "It accepts everything.");
        else at.loosened("prefixItems", "One of the items may be anything, and any may stand at any position.");
        return withKeys(rest, { items: {} });
    }
    at.loosened(
        "prefixItems",
        same
            ? `Items of arrays longer than ${length} are not described, because the original leaves what follows open.`
            : `Any of the ${length} items may stand at any position, and arrays longer than ${length} are not described.`,
    );
    return conjoinAny(withKeys(rest, { items: {} }), [
        { items: anyOfDistinct(kinds), maxItems: length },
        { minItems: length + 1 },
    ]);
};

const acceptsAll = (schema: Schema) => Object.keys(schema).length === 0;

const rejectsAll = (schema: Schema) =>
    Object.keys(schema).length === 1 && schema.not !== undefined && acceptsAll(schema.not);
