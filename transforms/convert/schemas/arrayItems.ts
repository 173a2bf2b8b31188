import { withKeys } from "../../jsonObject";
import { Pass } from "./schema";

/** 3.0 demands `items` of every array (OpenAPI 3.0.3, 4.7.24.1); `{}` accepts what its absence accepted. */
export const arrayItems: Pass = (schema, at) => {
    if (schema.type !== "array" || schema.items !== undefined) return schema;
    at.added("items", "3.0 requires it in every array. It accepts everything.");
    return withKeys(schema, { items: {} });
};
