import { setHeader } from "./headerPolicies";
import { attribute, type PolicyElement } from "./policyElement";
import type { Expression, PolicyText, Variable } from "./policyText";

/** Runs `policies` where `condition` holds. */
export function when(condition: Expression, policies: readonly PolicyElement[]): PolicyElement {
    return { name: "choose", children: [{ name: "when", attributes: { condition }, children: policies }] };
}

/** Runs `policies` where `condition` holds, and `others` where it does not. */
export function choose(
    condition: Expression,
    policies: readonly PolicyElement[],
    others: readonly PolicyElement[],
): PolicyElement {
    const { name, children = [] } = when(condition, policies);
    return { name, children: [...children, { name: "otherwise", children: others }] };
}

export interface RetryOptions {
    /** Most repetitions, 1 to 50. */
    readonly count: number;
    /** Wait before each of them, in seconds. */
    readonly interval: number | Expression;
}

/** Runs `policies` once, and again as long as `condition` holds. */
export function retry(
    condition: Expression,
    { count, interval }: RetryOptions,
    policies: readonly PolicyElement[],
): PolicyElement {
    return {
        name: "retry",
        attributes: {
            condition,
            count: attribute(count),
            interval: typeof interval === "number" ? attribute(interval) : interval,
            "first-fast-retry": attribute(false),
        },
        children: policies,
    };
}

export function setVariable(variable: Variable, value: PolicyText): PolicyElement {
    return { name: "set-variable", attributes: { name: variable.name, value } };
}

/**
 * Answers the caller at once, in the shape of API Management's own errors, so that callers see one shape only.
 *
 * @param message tells what the caller can do, and nothing of what is behind the gateway
 */
export function returnError(statusCode: number, reason: string, message: string): PolicyElement {
    return {
        name: "return-response",
        children: [
            { name: "set-status", attributes: { code: attribute(statusCode), reason } },
            setHeader("Content-Type", "application/json"),
            { name: "set-body", text: `{ "statusCode": ${statusCode}, "message": ${JSON.stringify(message)} }` },
        ],
    };
}
