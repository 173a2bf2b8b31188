import { setHeader } from "./headerPolicies";
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
 * Databricks' names of errors, by the statuses that the gateway answers with. MLflow's client takes the status from the
 * name, and one without a name for 500. `RESOURCE_EXHAUSTED` and `INVALID_PARAMETER_VALUE` mean other statuses to
 * Databricks' SDK than 403 and 413.
 */
const errorCodes = {
    400: "BAD_REQUEST",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    413: "BAD_REQUEST",
    429: "RESOURCE_EXHAUSTED",
    502: "TEMPORARILY_UNAVAILABLE",
    503: "TEMPORARILY_UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
} as const;

/** A status that the gateway answers with in its own words. */
export type ErrorStatus = keyof typeof errorCodes;

/**
 * Answers the caller at once, in the shape of API Management's own errors with Databricks' name of the error beside, so
 * that callers see one shape only.
 *
 * @param message tells what the caller can do, and nothing of what is behind the gateway
 */
export function returnError(statusCode: ErrorStatus, reason: string, message: string): PolicyElement {
    return returnJson(statusCode, reason, errorBody(statusCode, JSON.stringify(message)));
}

function errorBody(statusCode: ErrorStatus, message: string): string {
    return `{ "statusCode": ${statusCode}, "message": ${message}, "error_code": "${errorCodes[statusCode]}" }`;
}

/** @param headers beside `Content-Type`. @default none */
export function returnJson(
    statusCode: ErrorStatus | 200,
    reason: string,
    body: PolicyText,
    headers: Readonly<Record<string, PolicyText>> = {},
): PolicyElement {
    return {
        name: "return-response",
        children: [
            { name: "set-status", attributes: { code: attribute(statusCode), reason } },
            setHeader("Content-Type", "application/json"),
            ...Object.entries(headers).map(([name, value]) => setHeader(name, value)),
            { name: "set-body", text: body },
        ],
    };
}
