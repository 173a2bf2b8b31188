import type { ApiFeature } from "./apiFeature";
import { attribute, type PolicyElement } from "./policyElement";

/** Where the endpoint is not called, callers get answers all the same. */
export const mock: ApiFeature = ({ called }) => (called ? [] : [{ slot: "mock", elements: () => [mockResponse] }]);

/**
 * Answers with an example of the operation's document, or with what its schema makes one of, as the portal's mock does.
 * Nothing behind it runs.
 */
const mockResponse: PolicyElement = {
    name: "mock-response",
    attributes: { "status-code": attribute(200), "content-type": "application/json" },
    sections: ["inbound", "outbound", "on-error"],
};
