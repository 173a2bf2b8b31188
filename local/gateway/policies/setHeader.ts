import { invalid } from "../policyError";
import { allScopes, allSections, incomplete, type ElementRule, type PolicyDefinition } from "../policyRule";

const actions = ["override", "skip", "append", "delete"] as const;

/** "The policy can't set" these (set-header, usage notes): the gateway frames messages itself. */
const untouchable = ["connection", "content-length", "keep-alive", "transfer-encoding"];

export const setHeaderRule: ElementRule = {
    attributes: { name: { required: true }, "exists-action": { type: actions } },
    children: { value: { text: true } },
};

/** Sets, adds to or removes a header of the request, or of the response in outbound and on-error. */
export const setHeader: PolicyDefinition = {
    name: "set-header",
    sections: allSections,
    scopes: allScopes,
    rule: setHeaderRule,
    compile(element) {
        const name = element.attributes.get("name")!;
        const action = element.attributes.get("exists-action") ?? "override";
        const values = element.children.map(({ text }) => text.trim());
        // Inferred texts, both.
        if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) throw invalid(element, "The header name is invalid.");
        if (untouchable.includes(name.toLowerCase())) throw invalid(element, `Header '${name}' cannot be changed.`);
        if (action === "delete" && values.length > 0) {
            throw invalid(element, "A header that is deleted cannot have a value.");
        }
        if (action !== "delete" && values.length === 0) throw incomplete(element, "value");
        return (exchange, side) => {
            const { headers } = exchange[side];
            if (action === "delete") headers.delete(name);
            else if (action === "append") headers.append(name, ...values);
            else if (action === "override" || !headers.has(name)) headers.set(name, ...values);
        };
    },
};
