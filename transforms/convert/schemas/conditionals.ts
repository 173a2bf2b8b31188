import { conjoinAny } from "./anyOf";
import { Pass, Schema } from "./schema";

/**
 * `if`, `then` and `else` (JSON Schema 2020-12, 10.2.2) are logic, which 3.0 writes with `anyOf` and `not`. Where the
 * condition accepts more than it did, its opposite would accept less than it should: then the opposite is left out.
 */
export const conditionals: Pass = (schema, at) => {
    if (schema.if === undefined && schema.then === undefined && schema.else === undefined) return schema;
    const { if: condition, then, else: otherwise, ...rest } = schema;
    if (condition === undefined || (then === undefined && otherwise === undefined)) {
        // It does count for unevaluatedProperties of a schema around this one, which then has to know.
        if (condition !== undefined) at.inexact();
        at.removed(condition === undefined ? "then, else" : "if", "It has no effect by itself.");
        return rest;
    }
    if (at.isExact(condition)) {
        at.rewritten("if", "3.0 expresses it with anyOf and not.");
        return conjoinAny(rest, alternatives({ not: condition }, condition, then, otherwise));
    }
    at.loosened("if", "3.0 cannot express exactly where the condition does not hold. Either consequence is accepted.");
    if (otherwise === undefined) return rest;
    return conjoinAny(rest, [then === undefined ? condition : { allOf: [condition, then] }, otherwise]);
};

function alternatives(opposite: Schema, condition: Schema, then?: Schema, otherwise?: Schema): Schema[] {
    if (then === undefined) return [condition, otherwise!];
    if (otherwise === undefined) return [opposite, then];
    return [{ allOf: [condition, then] }, { allOf: [opposite, otherwise] }];
}
