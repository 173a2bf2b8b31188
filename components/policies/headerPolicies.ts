import type { PolicyElement } from "./policyElement";
import type { PolicyText } from "./policyText";

/** Sets a header of the request, or of the response in outbound and on-error, whatever it was. */
export function setHeader(name: string, value: PolicyText): PolicyElement {
    return {
        name: "set-header",
        attributes: { name, "exists-action": "override" },
        children: [{ name: "value", text: value }],
    };
}

/** Removes a header, with all of its values. */
export function deleteHeader(name: string): PolicyElement {
    return { name: "set-header", attributes: { name, "exists-action": "delete" } };
}

/** Removes a query parameter before the call reaches the backend. */
export function deleteQueryParameter(name: string): PolicyElement {
    return {
        name: "set-query-parameter",
        attributes: { name, "exists-action": "delete" },
        sections: ["inbound", "backend"],
    };
}
