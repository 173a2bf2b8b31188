import { setHeader } from "./headerPolicies";
import { attribute, type PolicyElement } from "./policyElement";
import type { PolicyText, Variable } from "./policyText";

/** A request that the gateway makes of its own, beside the caller's. */
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

/** How the caller's request reaches the backend, and the answer the caller. */
export interface ForwardOptions {
    /** How long the backend may take until it begins to answer, in seconds. */
    readonly timeout: number;
    /** The body can be sent once more. */
    readonly keepBody: boolean;
    /** The answer is passed on piece by piece, and not held back until 8 KB of it have come. */
    readonly streams: boolean;
}

/** Calls the backend. */
export function forwardRequest({ timeout, keepBody, streams }: ForwardOptions): PolicyElement {
    return {
        name: "forward-request",
        attributes: {
            timeout: attribute(timeout),
            "buffer-request-body": keepBody ? attribute(true) : undefined,
            "buffer-response": streams ? attribute(false) : undefined,
        },
        sections: ["backend"],
        once: true,
    };
}
