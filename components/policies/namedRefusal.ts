import type { Refusal } from "./contribution";
import { setVariable } from "./controlPolicies";
import { type ErrorStatus, returnLastError } from "./errors";
import { type Expression, expression, Variable } from "./policyText";

/** A header of the refusal, which an answer of a policy's own would lose. */
const kept = new Variable("refusal-header");

/** A refusal of API Management's own, and what of it callers keep. */
export interface NamedRefusalArgs {
    readonly statusCode: ErrorStatus;
    readonly reason: string;
    /** The header that callers need of the refusal, and what reads it. */
    readonly header: string;
    readonly value: Expression;
}

/**
 * A refusal of API Management's own that gets Databricks' name of the error as well. Its status, words and header stay. It is
 * not documented what of a refusal on-error sees; one whose headers it does not see stays as it is.
 */
export function namedRefusal(condition: Expression, args: NamedRefusalArgs): Refusal {
    const { statusCode, reason, header, value } = args;
    const headers = { [header]: expression`(string)context.Variables["${kept}"]` };
    return [condition, [setVariable(kept, value), returnLastError(statusCode, reason, headers)]];
}
