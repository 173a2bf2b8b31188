import { withSortedKeys } from "../../canonical";
import { anyOf } from "./anyOf";
import { conjoin, Pass, Schema } from "./schema";

/**
 * What the presence of a property demands (`dependentRequired`, JSON Schema 2020-12 Validation, 6.5.4, and
 * `dependentSchemas`, Core, 10.2.2.4): the object lacks the property, or the demand holds.
 */
export const dependents: Pass = (schema, at) => {
    if (schema.dependentRequired === undefined && schema.dependentSchemas === undefined) return schema;
    const { dependentRequired, dependentSchemas, ...rest } = schema;
    const demands: Schema[] = [];
    if (dependentRequired !== undefined) {
        at.rewritten("dependentRequired", "3.0 expresses it with anyOf and not.");
        for (const [name, required] of Object.entries(withSortedKeys(dependentRequired))) {
            if (required.length > 0) demands.push({ anyOf: [lacks(name), { required: [...new Set(required)] }] });
        }
    }
    if (dependentSchemas !== undefined) {
        at.rewritten("dependentSchemas", "3.0 expresses it with anyOf and not.");
        for (const [name, demand] of Object.entries(dependentSchemas)) demands.push(anyOf([lacks(name), demand]));
    }
    return demands.length > 0 ? conjoin(rest, ...demands) : rest;
};

/** `required` passes whatever is no object, hence the type. */
const lacks = (name: string): Schema => ({ not: { required: [name], type: "object" } });
