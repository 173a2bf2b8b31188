import { comparable, isNumber, JsonNumber } from "../../../json/exactNumber";
import { withKeys } from "../../jsonObject";
import { Pass } from "./schema";

/**
 * Exclusive bounds are numbers of their own in 2020-12 (Validation, 6.2.3 and 6.2.5) and flags of the other bound in
 * 3.0. Of two bounds the stricter one holds anyway.
 */
export const exclusiveBounds: Pass = (schema, at) => {
    let result = schema;
    for (const [exclusive, inclusive, stricter] of bounds) {
        if (result[exclusive] === undefined) continue;
        const { [exclusive]: bound, [inclusive]: other } = result;
        if (typeof bound === "boolean" && other === undefined) {
            at.removed(exclusive, `It says nothing without ${inclusive}.`);
            result = withKeys(result, { [exclusive]: undefined });
        } else if (isNumber(bound)) {
            at.rewritten(exclusive, `3.0 expresses it with ${inclusive} and a flag.`);
            const holds = other === undefined || stricter(bound, other);
            result = withKeys(result, holds ? { [exclusive]: true, [inclusive]: bound } : { [exclusive]: undefined });
        }
    }
    return result;
};

const bounds = [
    ["exclusiveMinimum", "minimum", (one: JsonNumber, other: JsonNumber) => comparable(one) >= comparable(other)],
    ["exclusiveMaximum", "maximum", (one: JsonNumber, other: JsonNumber) => comparable(one) <= comparable(other)],
] as const;
