import type { EntraCallers } from "../../settings/callers";
import type { ApiFeature } from "./apiFeature";
import type { Contribution, Refusal } from "./contribution";
import { returnError } from "./errors";
import { callerToken, countsCallers, limitsOfApi } from "./counting";
import { attribute, type PolicyElement } from "./policyElement";
import { expression, type Variable } from "./policyText";

/** Callers show a token of Microsoft Entra. */
export const callerTokens: ApiFeature = (api) => {
    const { entra } = api.callers;
    if (!entra) return [];
    return [
        {
            slot: "callerToken",
            elements: (facts) => {
                const isRead = countsCallers(limitsOfApi(api, facts));
                return [validateAzureAdToken(entra, isRead ? callerToken : undefined)];
            },
            refusals: () => [noToken],
        },
    ];
};

/** The caller's token where something of a product counts by it: the API looks at the token too late for that. */
export function countedTokens(entra: EntraCallers): Contribution {
    return { slot: "callerToken", elements: () => [validateAzureAdToken(entra, callerToken)] };
}

/** In the policy's own words, which are the same for every reason. */
const tokenRefused = "Access denied due to a missing or invalid access token.";

const noToken: Refusal = [
    expression`context.LastError.Source == "validate-azure-ad-token" && context.Response?.Headers.ContainsKey("WWW-Authenticate") == false`,
    [returnError(401, "Unauthorized", tokenRefused)],
];

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
