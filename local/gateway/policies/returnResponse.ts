import { discard, emptyResponse, type Step } from "../exchange";
import type { PolicyElement } from "../policyElement";
import { invalid } from "../policyError";
import { allScopes, allSections, type ElementRule, type Lookups, type PolicyDefinition } from "../policyRule";
import { setHeader, setHeaderRule } from "./setHeader";

const setStatus: ElementRule = { attributes: { code: { required: true, type: "integer" }, reason: {} } };
const setBody: ElementRule = { attributes: { template: { supported: [] }, "xsi-nil": { supported: [] } }, text: true };

/** Answers the caller at once, with what its children say. */
export const returnResponse: PolicyDefinition = {
    name: "return-response",
    sections: allSections,
    scopes: allScopes,
    rule: {
        attributes: { "response-variable-name": { supported: [] } },
        children: { "set-status": setStatus, "set-header": setHeaderRule, "set-body": setBody },
    },
    compile(element, lookups) {
        const steps = element.children.map((child) => part(child, lookups));
        return async (exchange): Promise<"finish"> => {
            discard(exchange.response);
            exchange.response = emptyResponse();
            for (const step of steps) await step(exchange, "response");
            return "finish";
        };
    },
};

function part(element: PolicyElement, lookups: Lookups): Step {
    switch (element.name) {
        case "set-status": {
            const status = Number(element.attributes.get("code"));
            // Inferred text.
            if (status < 100 || status > 599) throw invalid(element, "The status code is out of range.");
            const reason = element.attributes.get("reason");
            return ({ response }) => {
                response.status = status;
                response.reason = reason;
            };
        }
        case "set-body": {
            const body = Buffer.from(element.text);
            return ({ response }) => {
                response.body = body;
            };
        }
        default:
            return setHeader.compile(element, lookups);
    }
}
