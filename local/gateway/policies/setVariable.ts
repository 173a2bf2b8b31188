import { allScopes, allSections, type PolicyDefinition } from "../policyRule";
import { attributeText } from "../policyValue";

/** Names a text for the rest of the call. */
export const setVariable: PolicyDefinition = {
    name: "set-variable",
    sections: allSections,
    scopes: allScopes,
    rule: { attributes: { name: { required: true }, value: { required: true, expression: true } } },
    compile(element) {
        const name = element.attributes.get("name")!;
        const valueOf = attributeText(element, "value");
        return (exchange) => void exchange.variables.set(name, valueOf(exchange));
    },
};
