import { withKeys } from "../../jsonObject";
import { Pass } from "./schema";

/**
 * `unknown` is what Databricks writes for a column whose type it cannot name, as an object. The endpoint takes anything
 * there (mlflow 3.17, `AnyType`).
 */
export const formats: Pass = (schema, at) => {
    if (schema.format !== "unknown") return schema;
    const { format, type } = schema;
    if (type === undefined) at.removed("format", `"${format}" is not a format.`);
    else at.loosened("format", `Of a type that is "${format}", anything is accepted.`);
    return withKeys(schema, { format: undefined, type: undefined });
};
