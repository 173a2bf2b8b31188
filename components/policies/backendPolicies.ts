import type { ApiFeature } from "./apiFeature";
import type { Refusal } from "./contribution";
import { returnError } from "./errors";
import type { PolicyElement } from "./policyElement";
import { expression } from "./policyText";

/** Calls go to a backend entity of the service, whose circuit breaker may be open. */
export const backend: ApiFeature = ({ called }) => {
    if (!called?.backend) return [];
    const { backendId, requires, resource } = called.backend;
    return [
        {
            slot: "backend",
            elements: () => [setBackendService(backendId)],
            needs: resource && [resource],
            requires,
            refusals: () => [breakerOpen],
        },
    ];
};

function setBackendService(backendId: string): PolicyElement {
    return {
        name: "set-backend-service",
        attributes: { "backend-id": backendId },
        sections: ["inbound", "backend"],
    };
}

/** Calls go to an address, as those of an API without a backend entity do. */
export function setBackendUrl(url: string): PolicyElement {
    return { name: "set-backend-service", attributes: { "base-url": url }, sections: ["inbound", "backend"] };
}

const breakerOpen: Refusal = [
    expression`context.LastError.Section == "backend" && context.Response?.StatusCode == 503 && !context.Response.Headers.ContainsKey("Retry-After")`,
    [
        returnError(
            503,
            "Service Unavailable",
            "The service behind this API gets no calls for a while: it could not answer.",
        ),
    ],
];
