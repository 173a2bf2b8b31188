import { ArmError } from "./armError";
import type { ArmRequest } from "./resourceType";

/** The request's `api-version`. @throws ArmError without one */
export function apiVersion(request: ArmRequest): string {
    const version = request.query.get("api-version");
    if (version) return version;
    const message = "The api-version query parameter (?api-version=) is required for all requests.";
    throw new ArmError(400, "MissingApiVersionParameter", message);
}

/** @param type e.g. `Microsoft.ApiManagement/service` @throws ArmError for a version that the type does not have */
export function requireVersion(request: ArmRequest, type: string, supported: readonly string[]): void {
    const version = apiVersion(request);
    if (supported.includes(version)) return;
    const collection = type.slice(type.indexOf("/") + 1);
    const message =
        `No registered resource provider found for location '' and API version '${version}' for type '${collection}'. ` +
        `The supported api-versions are '${supported.join(", ")}'.`;
    throw new ArmError(400, "NoRegisteredProviderFound", message);
}
