import { canonicalJson } from "../../canonical";
import { holds, withKeys } from "../../jsonObject";
import { hasType, spelled } from "./hasType";
import { Pass } from "./schema";

/**
 * A default is of its schema's type (OpenAPI 3.0.3, 4.7.24.1). Databricks writes those of numbers as strings: what the
 * string spells is meant. Any other default says nothing that a caller could use.
 */
export const defaults: Pass = (schema, at) => {
    if (schema.default === undefined || hasType(schema.default, schema)) return schema;
    const value = schema.default;
    const meant = schema.type === "string" && value !== null && !holds(value) ? String(value) : spelled(value, schema);
    if (meant === undefined) {
        at.removed("default", `${canonicalJson(value)} is not of type ${schema.type}.`);
        return withKeys(schema, { default: undefined });
    }
    at.rewritten("default", `${canonicalJson(value)} is read as ${canonicalJson(meant)} of type ${schema.type}.`);
    return withKeys(schema, { default: meant });
};
