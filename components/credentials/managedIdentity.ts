import type { ManagedIdentity } from "../../settings/credentials/managedIdentity";
import { identityCredential } from "../policies/credentialPolicies";
import type { CredentialMethod } from "./credential";

/** The service's identity in Microsoft Entra. */
export const managedIdentity: CredentialMethod<ManagedIdentity> = ({ clientId, resourceId, grantTo }) => ({
    calledAs: clientId ? `the user-assigned identity ${clientId}` : "the API Management service's own identity",
    policy: () => identityCredential(clientId),
    identity: { key: "managedIdentity", clientId, clientIdKey: "clientId", resourceId },
    grantTo,
});
