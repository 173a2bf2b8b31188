import { allScopes, incomplete, type PolicyDefinition } from "../policyRule";
import { invalid } from "../policyError";

/** Sets, adds to or removes a query parameter of the request. */
export const setQueryParameter: PolicyDefinition = {
    name: "set-query-parameter",
    sections: ["inbound", "backend"],
    scopes: allScopes,
    rule: {
        attributes: {
            name: { required: true },
            "exists-action": { type: ["override", "skip", "append", "delete"] },
        },
        children: { value: { text: true } },
    },
    compile(element) {
        const name = element.attributes.get("name")!;
        const action = element.attributes.get("exists-action") ?? "override";
        const values = element.children.map(({ text }) => text.trim());
        if (action === "delete" && values.length > 0) {
            throw invalid(element, "A parameter that is deleted cannot have a value.");
        }
        if (action !== "delete" && values.length === 0) throw incomplete(element, "value");
        return ({ request }) => {
            const parameters = new URLSearchParams(request.query);
            if (action === "skip" && parameters.has(name)) return;
            if (action !== "append") parameters.delete(name);
            for (const value of values) parameters.append(name, value);
            request.query = parameters.size > 0 ? `?${parameters.toString()}` : "";
        };
    },
};
