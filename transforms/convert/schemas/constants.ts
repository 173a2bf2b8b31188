import { canonicalJson } from "../../canonical";
import { withKeys } from "../../jsonObject";
import { conjoin, Pass } from "./schema";

/** `const` is an `enum` of one value (JSON Schema 2020-12 Validation, 6.1.3), which 3.0 has. */
export const constants: Pass = (schema, at) => {
    if (!Object.hasOwn(schema, "const")) return schema;
    const { const: value, enum: values } = schema;
    // The form of null is for types to choose.
    if (value === null && schema.type === undefined && values === undefined) {
        return withKeys(schema, { const: undefined, type: "null" });
    }
    at.rewritten("const", "3.0 expresses it with an enum of one value.");
    const isIn = values === undefined || values.some((other) => canonicalJson(other) === canonicalJson(value));
    if (isIn) return withKeys(schema, { const: undefined, enum: [value] });
    return conjoin(withKeys(schema, { const: undefined }), { enum: [value] });
};
