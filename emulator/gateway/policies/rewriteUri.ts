import { invalid, unsupported } from "../policyError";
import { allScopes, type PolicyDefinition } from "../policyRule";

/**
 * Replaces what follows the API's path. Parameters of the query go along, but for those that the operation's template
 * names.
 */
export const rewriteUri: PolicyDefinition = {
    name: "rewrite-uri",
    sections: ["inbound"],
    scopes: allScopes,
    rule: { attributes: { template: { required: true }, "copy-unmatched-params": { type: "boolean" } } },
    compile(element) {
        const template = element.attributes.get("template")!;
        const copies = element.attributes.get("copy-unmatched-params")?.toLowerCase() !== "false";
        // Record rewrite-uri-begins-with-a-slash.
        if (!template.startsWith("/")) throw invalid(element, "The template of 'rewrite-uri' has to begin with '/'.");
        if (/[{}?]/.test(template)) throw unsupported(element, "a template with parameters or a query");
        return ({ request, subject }) => {
            request.path = template;
            const [, named = ""] = String(subject.operation?.properties.urlTemplate ?? "").split("?", 2);
            const parameters = new URLSearchParams(copies ? request.query : "");
            for (const name of new URLSearchParams(named).keys()) parameters.delete(name);
            request.query = parameters.size > 0 ? `?${parameters.toString()}` : "";
        };
    },
};
