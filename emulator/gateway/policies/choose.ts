import { runSteps } from "../exchange";
import { invalid } from "../policyError";
import { allScopes, allSections, incomplete, type PolicyDefinition } from "../policyRule";
import { attributeCondition } from "../policyValue";

/** Runs the policies of the first condition that holds, or else those of `otherwise`. */
export const choose: PolicyDefinition = {
    name: "choose",
    sections: allSections,
    scopes: allScopes,
    rule: {
        children: {
            when: { attributes: { condition: { required: true, expression: true } }, policies: true },
            otherwise: { policies: true },
        },
    },
    compile(element, site) {
        const last = element.children.at(-1);
        const conditions = last?.name === "otherwise" ? element.children.slice(0, -1) : element.children;
        if (conditions.length === 0) throw incomplete(element, "when");
        const stray = conditions.find(({ name }) => name === "otherwise");
        // Record choose-otherwise-comes-last.
        if (stray) throw invalid(stray, "The element 'otherwise' has to be the last one of 'choose'.");
        const branches = element.children.map((child) => ({
            holds: child.name === "when" ? attributeCondition(child, "condition") : () => true,
            steps: site.steps(child),
        }));
        return async (exchange, side) => {
            const branch = branches.find(({ holds }) => holds(exchange));
            return branch && runSteps(branch.steps, exchange, side);
        };
    },
};
