import type * as pulumi from "@pulumi/pulumi";
import type { KeyVaultPat } from "../../settings/credentials/keyVaultPat";
import { identifierWithin } from "../identifier";
import { tokenCredential } from "../policies/credentialPolicies";
import type { CredentialMethod, CredentialResourcesArgs } from "./credential";
import { namedValue, shownValue, valueName, wantedValue } from "./namedValue";
import { VaultProbe } from "./vaultProbe";
import { wantedVaultReader } from "./vaultReader";

/** A personal access token that the service itself reads from Key Vault. */
export const keyVaultPat: CredentialMethod<KeyVaultPat> = (settings) => {
    const { namedValue: name, secretId, vaultId, identityClientId } = settings;
    return {
        calledAs: `a personal access token from Key Vault, ${secretId}`,
        policy: () => tokenCredential(name),
        identity: { key: "pat.keyVault", clientId: identityClientId, clientIdKey: "identityClientId" },
        declare: (_owner, args) => {
            const content = { keyVault: { secretIdentifier: secretId, identityClientId }, secret: true } as const;
            // The service reads the secret as soon as the value is made.
            const options = { parent: args.parent, dependsOn: vaultAccess(settings, args) };
            return [namedValue(name, content, args.service, options)];
        },
        wanted: ({ gateway, service, parents }) => [
            ...(vaultId ? [wantedVaultReader(gateway, service, vaultId, identityClientId, parents)] : []),
            wantedValue(name, parents, { secret: true, keyVault: { secretIdentifier: secretId } }),
        ],
    };
};

/** What makes the vault readable, where the stack assigns the role. */
function vaultAccess(settings: KeyVaultPat, args: CredentialResourcesArgs): pulumi.Resource[] {
    const { vaultId, identityClientId, secretId, namedValue: name } = settings;
    const { service, parent, vaultReader } = args;
    if (!vaultId) return [];
    const role = vaultReader(vaultId, identityClientId);
    const probeArgs = {
        serviceId: service.id,
        roleId: role.id,
        secretId,
        identityClientId,
        probe: probeName(name),
        tags: [...shownValue(name).tags, "vault-probe"],
    };
    return [role, new VaultProbe(`${valueName(name)}-probe`, probeArgs, { parent })];
}

/** Longest name of a named value (API Management, 2024-05-01). */
const longestName = 256;

function probeName(name: string): string {
    const suffix = "-vault-probe";
    return `${identifierWithin(longestName - suffix.length, name)}${suffix}`;
}
