import type { Exchange } from "../exchange";
import type { HeaderList } from "../headerList";
import type { PolicyElement } from "../policyElement";
import { invalid } from "../policyError";
import { allScopes, allSections, incomplete, type ElementRule, type PolicyDefinition } from "../policyRule";
import { elementText } from "../policyValue";

const actions = ["override", "skip", "append", "delete"] as const;

/** "The policy can't set" these (set-header, usage notes): the gateway frames messages itself. */
const untouchable = ["connection", "content-length", "keep-alive", "transfer-encoding"];

/** What `set-header` may say, wherever it stands. */
export const setHeaderRule: ElementRule = {
    attributes: { name: { required: true }, "exists-action": { type: actions } },
    children: { value: { text: "expression" } },
};

/** Sets, adds to or removes a header of the request, or of the response in outbound and on-error. */
export const setHeader: PolicyDefinition = {
    name: "set-header",
    sections: allSections,
    scopes: allScopes,
    rule: setHeaderRule,
    compile(element) {
        const change = changeHeader(element);
        return (exchange, side) => change(exchange[side].headers, exchange);
    },
};

/** What a set-header does to the headers of any message. */
export function changeHeader(element: PolicyElement): (headers: HeaderList, exchange: Exchange) => void {
    const name = element.attributes.get("name")!;
    const action = element.attributes.get("exists-action") ?? "override";
    const valuesOf = element.children.map((child) => elementText(child, child.text.trim()));
    // Records set-header-name, set-header-untouchable, set-header-delete-without-value.
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) throw invalid(element, "The header name is invalid.");
    if (untouchable.includes(name.toLowerCase())) throw invalid(element, `Header '${name}' cannot be changed.`);
    if (action === "delete" && valuesOf.length > 0) {
        throw invalid(element, "A header that is deleted cannot have a value.");
    }
    if (action !== "delete" && valuesOf.length === 0) throw incomplete(element, "value");
    return (headers, exchange) => {
        if (action === "delete") return headers.delete(name);
        if (action === "skip" && headers.has(name)) return;
        const values = valuesOf.map((valueOf) => valueOf(exchange));
        if (action === "append") headers.append(name, ...values);
        else headers.set(name, ...values);
    };
}
