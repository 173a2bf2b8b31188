import { traitsOf } from "../../settings/credential";
import type { CallersSettings, CredentialSettings } from "../../settings/settings";
import type { CallersNeeds } from "../../transforms/publication/callers/callersFacts";
import type { ApiVersion } from "./apiVersions";

/** What a caller sends beside the request, for programs: the document for callers is made from it. */
export function callersNeeds(
    { subscriptionKey, entra }: CallersSettings,
    credential: CredentialSettings | undefined,
    apiVersion: ApiVersion | undefined,
): CallersNeeds {
    const { version, versioning } = apiVersion ?? {};
    return {
        ...(subscriptionKey && { subscriptionKey }),
        ...(entra
            ? { token: { issuer: "entra", tenantId: entra.tenantId, audiences: entra.audiences } }
            : credential && traitsOf(credential).isCallers && { token: { issuer: "workspace" } }),
        ...(version !== undefined &&
            versioning &&
            versioning.scheme !== "segment" && {
                version: { in: versioning.scheme, name: versioning.name, value: version },
            }),
    };
}
