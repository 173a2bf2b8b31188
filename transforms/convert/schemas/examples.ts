import { withKeys } from "../../jsonObject";
import { Pass } from "./schema";

/** A schema has one `example` in 3.0 (OpenAPI 3.0.3, 4.7.24.1) where 2020-12 has `examples`. The first one stays. */
export const examples: Pass = (schema, at) => {
    if (schema.examples === undefined) return schema;
    const { example, examples: all } = schema;
    if (!Array.isArray(all) || all.length === 0 || example !== undefined) {
        at.removed("examples", example === undefined ? "It is empty." : "The schema has an example already.");
        return withKeys(schema, { examples: undefined });
    }
    if (all.length === 1) at.rewritten("examples", "3.0 calls it example.");
    else at.removed("examples", `3.0 has one example; the first of ${all.length} stays.`);
    return withKeys(schema, { example: all[0] as unknown, examples: undefined });
};
