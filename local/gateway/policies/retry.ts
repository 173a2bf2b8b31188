import { runSteps } from "../exchange";
import { invalid } from "../policyError";
import { allScopes, allSections, incomplete, type PolicyDefinition } from "../policyRule";
import { attributeCondition } from "../policyValue";

const maxCount = 50;

/**
 * Runs its policies once, and again as long as the condition holds, at most `count` times more. An error in one of them
 * ends it, as any other does. An interval of 0 is taken: policies in production have it, whatever the reference says.
 */
export const retry: PolicyDefinition = {
    name: "retry",
    sections: allSections,
    scopes: allScopes,
    rule: {
        attributes: {
            condition: { required: true, expression: true },
            count: { required: true, type: "integer" },
            interval: { required: true, type: "integer" },
            "max-interval": { supported: [] },
            delta: { supported: [] },
            "first-fast-retry": { type: "boolean" },
        },
        policies: true,
    },
    compile(element, site) {
        const { attributes } = element;
        const count = Number(attributes.get("count"));
        // Inferred text; the range is documented.
        if (count < 1 || count > maxCount) throw invalid(element, `The 'count' attribute has to be 1 to ${maxCount}.`);
        if (element.children.length === 0) throw incomplete(element, "policy");
        const intervalMs = Number(attributes.get("interval")) * 1000;
        const firstAtOnce = attributes.get("first-fast-retry")?.toLowerCase() === "true";
        const again = attributeCondition(element, "condition");
        const steps = site.steps(element);
        return async (exchange, side) => {
            for (let retries = 0; ; retries++) {
                if ((await runSteps(steps, exchange, side)) === "finish") return "finish";
                if (retries === count || !again(exchange)) return;
                const waitMs = retries === 0 && firstAtOnce ? 0 : intervalMs;
                if (waitMs > 0) await exchange.runtime.sleep(waitMs, exchange.signal);
            }
        };
    },
};
