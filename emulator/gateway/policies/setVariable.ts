import { allScopes, allSections, type PolicyDefinition } from "../policyRule";
import { attributeValue } from "../policyValue";

/** Names a value for the rest of the call: a text, or whatever type an expression has. */
export const setVariable: PolicyDefinition = {
    name: "set-variable",
    sections: allSections,
    scopes: allScopes,
    rule: { attributes: { name: { required: true }, value: { required: true, expression: true } } },
    compile(element) {
        const name = element.attributes.get("name")!;
        const valueOf = attributeValue(element, "value");
        return (exchange) => {
            exchange.variables.set(name, valueOf(exchange));
        };
    },
};
