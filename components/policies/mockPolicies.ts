import { attribute, type PolicyElement } from "./policyElement";

/**
 * Answers with an example of the operation's document, or with what its schema makes one of, as the portal's mock does.
 * Nothing behind it runs.
 */
export const mockResponse: PolicyElement = {
    name: "mock-response",
    attributes: { "status-code": attribute(200), "content-type": "application/json" },
    sections: ["inbound", "outbound", "on-error"],
};
