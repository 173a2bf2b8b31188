import { withKeys } from "../../jsonObject";
import { Pass } from "./schema";

/** 3.0 wants the list of required names without repetition and not empty (OpenAPI 3.0.3's JSON Schema). */
export const requiredNames: Pass = (schema, at) => {
    if (schema.required === undefined) return schema;
    if (schema.required.length === 1) return schema;
    const { required, ...rest } = schema;
    const distinct = [...new Set(required)];
    if (distinct.length === required.length && distinct.length > 0) return schema;
    at.removed("required", distinct.length === 0 ? "An empty list demands nothing." : "Repeated names demand nothing.");
    return distinct.length === 0 ? rest : withKeys(rest, { required: distinct });
};
