import { Pass } from "./schema";

/** `unknown` is what Databricks writes for a column whose type it cannot name. It says nothing, so it goes. */
export const formats: Pass = (schema, at) => {
    if (schema.format !== "unknown") return schema;
    const { format, ...rest } = schema;
    at.removed("format", `"${format}" is no format.`);
    return rest;
};
