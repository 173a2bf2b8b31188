import { withKeys } from "../../jsonObject";
import { hasType, spelled } from "./hasType";
import { conjoin, Pass } from "./schema";

/**
 * A listed value of another type than the schema's never fits. What a string spells in that type is meant (Databricks
 * writes numbers as strings), and comes to fit. A list without any value accepts nothing, which 3.0 says with `not`.
 */
export const enums: Pass = (schema, at) => {
    if (schema.enum === undefined) return schema;
    const values = schema.enum;
    // Most lists are of their schema's type.
    if (values.length > 0 && values.every((value) => hasType(value, schema))) return schema;
    const { enum: _, ...rest } = schema;
    if (values.length === 0) {
        at.rewritten("enum", "An empty list accepts nothing, which 3.0 says with not.");
        return rest.not === undefined ? withKeys(rest, { not: {} }) : conjoin(rest, { not: {} });
    }
    const meant = values.map((value) => (hasType(value, schema) ? value : (spelled(value, schema) ?? value)));
    const fitting = meant.filter((value) => hasType(value, schema));
    if (fitting.length === 0) return schema;
    if (fitting.length < values.length) at.removed("enum", `Values that are not of type ${schema.type} never fit.`);
    if (meant.some((value, index) => value !== values[index])) {
        at.loosened("enum", `Strings are meant as the values of type ${schema.type} that they spell.`);
    }
    return withKeys(rest, { enum: fitting });
};
