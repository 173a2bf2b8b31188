import { discard, emptyResponse, runSteps, type Step } from "../exchange";
import type { PolicyElement } from "../policyElement";
import { invalid } from "../policyError";
import { allScopes, allSections, type ElementRule, type PolicyDefinition } from "../policyRule";
import { elementText } from "../policyValue";
import { setBodyRule } from "./setBody";
import { changeHeader, setHeaderRule } from "./setHeader";

const setStatus: ElementRule = { attributes: { code: { required: true, type: "integer" }, reason: {} } };

/** Answers the caller at once, with what its children say. */
export const returnResponse: PolicyDefinition = {
    name: "return-response",
    sections: allSections,
    scopes: allScopes,
    rule: {
        attributes: { "response-variable-name": { supported: [] } },
        children: { "set-status": setStatus, "set-header": setHeaderRule, "set-body": setBodyRule },
    },
    compile(element) {
        const steps = element.children.map(part);
        return async (exchange): Promise<"finish"> => {
            discard(exchange.response);
            exchange.response = emptyResponse();
            await runSteps(steps, exchange, "response");
            return "finish";
        };
    },
};

function part(element: PolicyElement): Step {
    switch (element.name) {
        case "set-status": {
            const status = Number(element.attributes.get("code"));
            // Record return-response-status-range.
            if (status < 100 || status > 599) throw invalid(element, "The status code is out of range.");
            const reason = element.attributes.get("reason");
            return ({ response }) => {
                response.status = status;
                response.reason = reason;
            };
        }
        case "set-body": {
            const textOf = elementText(element);
            return (exchange) => {
                exchange.response.body = Buffer.from(textOf(exchange));
            };
        }
        default: {
            const change = changeHeader(element);
            return (exchange) => change(exchange.response.headers, exchange);
        }
    }
}
