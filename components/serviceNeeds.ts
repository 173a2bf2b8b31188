import type { CallersSettings } from "../settings/callers";
import type { CredentialSettings } from "../settings/credential";
import { type ServiceIdentity, userAssigned } from "./gatewayService";
import { gatewayCredential } from "./gatewayCredential";
import { apiPolicy } from "./policies/apiPolicy";
import { credentialPolicies } from "./policies/credentialPolicies";
import { checkTier } from "./policies/policyDocument";
import type { Tier } from "./policies/policyElement";
import { PolicyError } from "./policies/policyText";

interface FoundService {
    readonly name: string;
    readonly tier: Tier;
    /** Absent for a service that gets what it needs. */
    readonly identity?: ServiceIdentity;
}

/** What the credentials in use ask of the service. */
export interface ServiceNeeds {
    /** The identities of a new service; undefined if it needs none. */
    readonly identity: { readonly type: string; readonly userAssignedIdentities?: Record<string, object> } | undefined;
    /** Why a service cannot be used, with the mend; undefined if it can. */
    problemOf(service: FoundService): string | undefined;
}

const setting = "serving-gateway:credential";

export function serviceNeeds(
    credentials: readonly CredentialSettings[],
    callers: CallersSettings,
    isNew: boolean,
): ServiceNeeds {
    const own = credentials.find(
        (credential) =>
            (credential.method === "managedIdentity" && !credential.clientId) ||
            (credential.method === "keyVaultPat" && !credential.identityClientId),
    );
    const assigned = credentials.flatMap((credential) => (credential.method === "managedIdentity" ? credential : []));
    const resourceIds = [...new Set(assigned.flatMap(({ resourceId }) => resourceId ?? []))];
    const types = [...(own ? ["SystemAssigned"] : []), ...(resourceIds.length > 0 ? ["UserAssigned"] : [])];
    return {
        identity:
            types.length === 0
                ? undefined
                : {
                      type: types.join(", "),
                      ...(resourceIds.length > 0 && {
                          userAssignedIdentities: Object.fromEntries(resourceIds.map((id) => [id, {}])),
                      }),
                  },
        problemOf: (service) =>
            credentials.map((credential) => policyProblem(credential, callers, service)).find(Boolean) ??
            (isNew ? undefined : identityProblem(credentials, service)),
    };
}

/** Said before anything is declared: from where the documents are made, a message would bring a stack trace along. */
function policyProblem(
    credential: CredentialSettings,
    callers: CallersSettings,
    { name, tier }: FoundService,
): string | undefined {
    const target = { endpoint: "endpoint", origin: "https://workspace" };
    const gateway = gatewayCredential(credential, target);
    const service = `the API Management service "${name}"`;
    const impossible = (check: () => void, what: string, mend: string) => {
        try {
            check();
            return undefined;
        } catch (error) {
            if (!(error instanceof PolicyError)) throw error;
            return `${what} is not possible with ${service}: ${error.message}.\n${mend}`;
        }
    };
    return (
        impossible(
            () => checkTier(credentialPolicies(gateway), tier),
            `${setting}.${credential.method}`,
            `Use ${setting}.managedIdentity, or a service of another tier.`,
        ) ??
        impossible(
            () => apiPolicy({ callers, endpoint: { credential: gateway, call: longestCall, backendId: "b" }, tier }),
            "what serving-gateway:callers asks for",
            "Ask for less: fewer audiences, applications, roles or claims; or take a service of another tier.",
        )
    );
}

/** The one with the most text. */
const longestCall = { retry: { count: 1, longestWait: 1 }, timeout: 300, streams: true, pooled: false };

function identityProblem(credentials: readonly CredentialSettings[], service: FoundService): string | undefined {
    const { name, identity } = service;
    for (const credential of credentials) {
        const wanted =
            credential.method === "managedIdentity"
                ? { key: "managedIdentity", clientId: credential.clientId, clientIdKey: "clientId" }
                : credential.method === "keyVaultPat"
                  ? { key: "pat.keyVault", clientId: credential.identityClientId, clientIdKey: "identityClientId" }
                  : undefined;
        if (!wanted) continue;
        const { key, clientId, clientIdKey } = wanted;
        if (clientId && !userAssigned(identity, clientId)) {
            return [
                `the API Management service "${name}" has no user-assigned identity with the client id ${clientId},`,
                `which ${setting}.${key}.${clientIdKey} names. Assign it to the service, or correct the client id.`,
            ].join("\n");
        }
        if (!clientId && !identity?.principalId) {
            return [
                `the API Management service "${name}" has no system-assigned identity, which ${setting}.${key} needs.`,
                `Turn it on (az apim update --name ${name} --resource-group <group> --enable-managed-identity true),`,
                `or name a user-assigned one with ${setting}.${key}.${clientIdKey}.`,
            ].join("\n");
        }
    }
    return undefined;
}
