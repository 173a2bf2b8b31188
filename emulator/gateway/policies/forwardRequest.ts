import { Refusal } from "../exchange";
import { invalid } from "../policyError";
import { allScopes, type PolicyDefinition } from "../policyRule";
import { attributeNumber } from "../policyValue";

const defaultTimeoutSeconds = 300;

/**
 * Calls the backend. Without it there is no call. It may stand once among its siblings: published policies have one in
 * each branch of a `choose`.
 */
export const forwardRequest: PolicyDefinition = {
    name: "forward-request",
    sections: ["backend"],
    scopes: allScopes,
    once: true,
    rule: {
        attributes: {
            timeout: { type: "integer", expression: true },
            "timeout-ms": { type: "integer", expression: true },
            "continue-timeout": { supported: [] },
            "http-version": { type: ["1", "2", "2or1"], supported: ["1"] },
            "follow-redirects": { type: "boolean", supported: ["false"] },
            "buffer-request-body": { type: "boolean" },
            "buffer-response": { type: "boolean" },
            "fail-on-error-status-code": { type: "boolean" },
        },
    },
    compile(element) {
        const { attributes } = element;
        if (attributes.has("timeout") && attributes.has("timeout-ms")) {
            // Record forward-request-one-timeout.
            throw invalid(element, "Only one of 'timeout' and 'timeout-ms' can be specified.");
        }
        const seconds = attributeNumber(element, "timeout", defaultTimeoutSeconds);
        const milliseconds = attributes.has("timeout-ms") && attributeNumber(element, "timeout-ms", 0);
        const flag = (name: string, byDefault: boolean): boolean =>
            (attributes.get(name)?.toLowerCase() ?? String(byDefault)) === "true";
        const options = {
            bufferRequest: flag("buffer-request-body", false),
            bufferResponse: flag("buffer-response", true),
        };
        const failOnError = flag("fail-on-error-status-code", false);
        return async (exchange) => {
            const timeoutMs = milliseconds ? milliseconds(exchange) : seconds(exchange) * 1000;
            await exchange.forward({ ...options, timeoutMs });
            const { status } = exchange.response;
            if (failOnError && status >= 400) throw new Refusal(`The backend answered ${status}.`, exchange.response);
        };
    },
};
