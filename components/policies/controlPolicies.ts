import { attribute, type PolicyElement } from "./policyElement";
import type { Expression, PolicyText, Variable } from "./policyText";

/** Runs `policies` where `condition` holds. */
export function when(condition: Expression, policies: readonly PolicyElement[]): PolicyElement {
    return firstOf([[condition, policies]]);
}

/** Runs the policies of the first condition that holds. */
export function firstOf(cases: readonly (readonly [Expression, readonly PolicyElement[]])[]): PolicyElement {
    const branches = cases.map(([condition, children]) => ({ name: "when", attributes: { condition }, children }));
    return { name: "choose", children: branches };
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

/** How often something is repeated, and after which wait. */
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

/** Sets a variable of the call, which later expressions read. */
export function setVariable(variable: Variable, value: PolicyText): PolicyElement {
    return { name: "set-variable", attributes: { name: variable.name, value } };
}
