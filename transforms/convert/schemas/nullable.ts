import { Pass } from "./schema";

/**
 * `nullable` says nothing in 3.1, but Databricks writes it there and means it, so it stays and comes into force: the
 * schema then accepts null in addition. Under `not` and `oneOf` that has to be known.
 */
export const nullable: Pass = (schema, at) => {
    if (at.jsonSchema && schema.nullable === true && schema.type !== undefined) at.inexact();
    return schema;
};
