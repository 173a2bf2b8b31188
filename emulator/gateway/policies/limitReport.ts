import { refusedByPolicy } from "../answers";
import { Refusal, type Exchange } from "../exchange";
import type { AttributeRule } from "../policyRule";
import type { PolicyElement } from "../policyElement";

/** Where a limit tells a number: in a header of the answer, in a variable, or not at all. */
export interface Report {
    readonly header?: string;
    readonly variable?: string;
}

/** The attributes that name where one number goes, e.g. `remaining-calls`. */
export function reportRule(what: string): Record<string, AttributeRule> {
    return { [`${what}-header-name`]: {}, [`${what}-variable-name`]: {} };
}

/** Where a limit tells a number. @param what the number, as the attributes name it, e.g. `remaining-calls` */
export function reportOf({ attributes }: PolicyElement, what: string): Report {
    return { header: attributes.get(`${what}-header-name`), variable: attributes.get(`${what}-variable-name`) };
}

/** The header goes on whatever answer the caller gets, a refusal included; the last number told counts. */
export function tell(exchange: Exchange, { header, variable }: Report, value: number): void {
    if (variable !== undefined) exchange.variables.set(variable, value);
    if (header === undefined) return;
    exchange.later.leaving.push(({ response }) => response.headers.set(header, String(value)));
}

/**
 * The caller has to wait.
 * @param seconds undefined where no waiting helps
 */
export function overLimit(
    exchange: Exchange,
    status: 403 | 429,
    message: string,
    { header = "Retry-After", variable }: Report = {},
    seconds?: number,
): Refusal {
    const response = refusedByPolicy(status, message);
    if (seconds !== undefined) {
        response.headers.set(header, String(seconds));
        if (variable !== undefined) exchange.variables.set(variable, seconds);
    }
    return new Refusal(message, response);
}
