import { Pass } from "./schema";

/** Under `not`, accepting more means accepting less. Where that would happen the negation goes. */
export const negations: Pass = (schema, at) => {
    if (schema.not === undefined || at.isExact(schema.not)) return schema;
    const { not, ...rest } = schema;
    at.loosened("not", "3.0 cannot express exactly what it excludes, so nothing is excluded.");
    return rest;
};
