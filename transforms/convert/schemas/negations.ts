import { Pass } from "./schema";

/** Under `not`, accepting more means accepting less. Where that would happen the negation goes. */
export const negations: Pass = (schema, at) => {
    if (schema.not === undefined || at.isExact(schema.not)) return schema;
    const { not, ...rest } = schema;
    at.loosened("not", "What it excludes cannot be said exactly in 3.0, so nothing is excluded.");
    return rest;
};
