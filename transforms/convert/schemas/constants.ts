import { canonicalJson } from "../../canonical";
import { withKeys } from "../../jsonObject";
import { conjoin, Pass } from "./schema";

/** `const` is an `enum` of one value (JSON Schema 2020-12 Validation, 6.1.3), which 3.0 has. */
export const constants: Pass = (schema, at) => {
    if (!Object.hasOwn(schema, "const")) return schema;
    const { const: value, ...rest } = schema;
    // The form of null is for types to choose.
    if (value === null && rest.type === undefined && rest.enum === undefined) return withKeys(rest, { type: "null" });
    at.rewritten("const", "3.0 expresses it with an enum of one value.");
    if (rest.enum === undefined) return withKeys(rest, { enum: [value] });
    const same = rest.enum.some((other) => canonicalJson(other) === canonicalJson(value));
    return same ? withKeys(rest, { enum: [value] }) : conjoin(rest, { enum: [value] });
};
