import { withKeys } from "../../jsonObject";
import { Pass } from "./schema";

/**
 * `nullable` says nothing in 3.1, and in 3.0 nothing without a type or against an `enum`, but whoever writes it means it
 * (Databricks does in 3.1 documents), so it comes into force: the schema then accepts null in addition. Under `not` and
 * `oneOf` that has to be known. What has no type gets its null later, see `nullAlternatives`.
 */
export const nullable: Pass = (schema, at) => {
    if (schema.nullable !== true) return schema;
    const listed = schema.enum === undefined || schema.enum.includes(null);
    if (at.jsonSchema || schema.type === undefined || !listed) at.inexact();
    if (listed) return schema;
    at.rewritten("enum", "null is among its values, because nullable means that it fits.");
    return withKeys(schema, { enum: [...schema.enum!, null] });
};
