import { setHeader } from "./headerPolicies";
import { attribute, type PolicyElement } from "./policyElement";
import type { PolicyText, Variable } from "./policyText";

export interface SentRequest {
    readonly url: string;
    readonly headers: Readonly<Record<string, PolicyText>>;
    readonly body: string;
    /** Where the answer is put; it stays unset where there is none. */
    readonly response: Variable;
    /** Longest wait, in seconds. */
    readonly timeout: number;
}

/** Sends a POST beside the caller's request. A failure is not the caller's yet: the answer is looked at afterwards. */
export function sendPost({ url, headers, body, response, timeout }: SentRequest): PolicyElement {
    return {
        name: "send-request",
        attributes: {
            mode: "new",
            "response-variable-name": response.name,
            timeout: attribute(timeout),
            "ignore-error": attribute(true),
        },
        children: [
            { name: "set-url", text: url },
            { name: "set-method", text: "POST" },
            ...Object.entries(headers).map(([name, value]) => setHeader(name, value)),
            { name: "set-body", text: body },
        ],
    };
}

/**
 * Calls the endpoint. The body is kept, so that it can be sent once more; models answer within 297 seconds (Databricks'
 * limit), so that the gateway waits a little longer.
 */
export const forwardRequest: PolicyElement = {
    name: "forward-request",
    attributes: { timeout: attribute(300), "buffer-request-body": attribute(true) },
    sections: ["backend"],
    once: true,
};
