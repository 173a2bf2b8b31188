import type { EntraCallers } from "../../settings/callers";
import { attribute, type PolicyElement } from "./policyElement";
import type { Variable } from "./policyText";
import { tokenRefused } from "./refusalPolicies";

/** Azure Databricks as a resource of Microsoft Entra, the same in every tenant. */
const databricks = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";

/** Calls the workspace with a token of the service's identity; it replaces the caller's `Authorization`. */
export function authenticationManagedIdentity(clientId: string | undefined): PolicyElement {
    return {
        name: "authentication-managed-identity",
        attributes: { resource: databricks, "client-id": clientId },
        sections: ["inbound"],
    };
}

/**
 * Lets a call go on only with a Microsoft Entra token that is as described. The refusal is the same for every reason.
 *
 * @param output where the token is put, for what looks at its claims
 */
export function validateAzureAdToken(callers: EntraCallers, output?: Variable): PolicyElement {
    const { tenantId, audiences, clientApplications, claims } = callers;
    return {
        name: "validate-azure-ad-token",
        attributes: {
            "tenant-id": tenantId,
            "header-name": "Authorization",
            "failed-validation-httpcode": attribute(401),
            "failed-validation-error-message": tokenRefused,
            "output-token-variable-name": output?.name,
        },
        children: [
            ...list("client-application-ids", "application-id", clientApplications),
            ...list("audiences", "audience", audiences),
            ...group("required-claims", Object.entries(claims).map(claim)),
        ],
        sections: ["inbound"],
    };
}

function claim([name, values]: readonly [string, readonly string[]]): PolicyElement {
    return {
        name: "claim",
        attributes: { name, match: "any" },
        children: values.map((value) => ({ name: "value", text: value })),
    };
}

function list(name: string, item: string, texts: readonly string[]): PolicyElement[] {
    return group(
        name,
        texts.map((text) => ({ name: item, text })),
    );
}

/** API Management refuses a list without members. */
function group(name: string, children: readonly PolicyElement[]): PolicyElement[] {
    return children.length > 0 ? [{ name, children }] : [];
}
