import { invalid } from "../policyError";
import { allScopes, type PolicyDefinition } from "../policyRule";

/** Sends the request somewhere else than to the API's own service URL. */
export const setBackendService: PolicyDefinition = {
    name: "set-backend-service",
    sections: ["inbound", "backend"],
    scopes: allScopes,
    rule: {
        attributes: {
            "base-url": {},
            "backend-id": {},
            ...Object.fromEntries(
                [
                    ...["sf-resolve-condition", "sf-service-instance-name", "sf-partition-key", "sf-listener-name"],
                    ...["dapr-app-id", "dapr-method", "dapr-namespace"],
                ].map((name) => [name, { supported: [] }]),
            ),
        },
    },
    compile(element, { lookups }) {
        const url = element.attributes.get("base-url");
        const id = element.attributes.get("backend-id");
        // Record set-backend-service-needs-one-target.
        if ((url === undefined) === (id === undefined)) {
            throw invalid(element, "Exactly one of the attributes 'base-url' and 'backend-id' is required.");
        }
        if (id !== undefined && !lookups.backend(id)) {
            throw invalid(element, `Backend with id '${id}' could not be found.`);
        }
        return (exchange) => {
            if (id !== undefined) exchange.target = { backendId: id };
            else if (exchange.target?.backendId === undefined) exchange.target = { url };
        };
    },
};
