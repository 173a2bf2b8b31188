import { refusedByPolicy } from "../answers";
import { Refusal, runSteps } from "../exchange";
import { allScopes, allSections, type PolicyDefinition } from "../policyRule";
import { attributeText } from "../policyValue";

/** Runs its policies for no more than so many calls at a time; policies with the same key share the number. */
export const limitConcurrency: PolicyDefinition = {
    name: "limit-concurrency",
    sections: allSections,
    scopes: allScopes,
    rule: {
        attributes: {
            key: { required: true, expression: true },
            "max-count": { required: true, type: "integer" },
        },
        policies: true,
    },
    compile(element, site) {
        const keyOf = attributeText(element, "key");
        const most = Number(element.attributes.get("max-count"));
        const steps = site.steps(element);
        return async (exchange, side) => {
            const { counters } = exchange.runtime;
            const key = keyOf(exchange);
            if (!counters.enter(key, most)) {
                // Record concurrency-refusal.
                throw new Refusal("Too many calls at a time.", refusedByPolicy(429, "Too Many Requests"));
            }
            try {
                return await runSteps(steps, exchange, side);
            } finally {
                counters.leave(key);
            }
        };
    },
};
