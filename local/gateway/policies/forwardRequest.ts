import { Refusal } from "../exchange";
import { allScopes, type PolicyDefinition } from "../policyRule";

const defaultTimeoutSeconds = 300;

/** Calls the backend. Without it there is no call. */
export const forwardRequest: PolicyDefinition = {
    name: "forward-request",
    sections: ["backend"],
    scopes: allScopes,
    once: true,
    rule: {
        attributes: {
            timeout: { type: "integer" },
            "timeout-ms": { type: "integer" },
            "continue-timeout": { supported: [] },
            "http-version": { type: ["1", "2", "2or1"], supported: ["1"] },
            "follow-redirects": { type: "boolean", supported: ["false"] },
            "buffer-request-body": { type: "boolean" },
            "buffer-response": { type: "boolean" },
            "fail-on-error-status-code": { type: "boolean" },
        },
    },
    compile({ attributes }) {
        const flag = (name: string, byDefault: boolean): boolean =>
            (attributes.get(name)?.toLowerCase() ?? String(byDefault)) === "true";
        const options = {
            timeoutMs: Number(
                attributes.get("timeout-ms") ?? Number(attributes.get("timeout") ?? defaultTimeoutSeconds) * 1000,
            ),
            bufferRequest: flag("buffer-request-body", false),
            bufferResponse: flag("buffer-response", true),
        };
        const failOnError = flag("fail-on-error-status-code", false);
        return async (exchange) => {
            await exchange.forward(options);
            const { status } = exchange.response;
            if (failOnError && status >= 400) throw new Refusal(`The backend answered ${status}.`, exchange.response);
        };
    },
};
