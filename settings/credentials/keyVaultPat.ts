import { azureId, guid, members, text } from "../schema";
import type { MethodTraits } from "./method";

/** A personal access token that the service itself reads from Key Vault. */
export interface KeyVaultPat {
    readonly method: "keyVaultPat";
    /** The secret's identifier. Without a version, the service follows the secret within four hours. */
    readonly secretId: string;
    /** Azure resource id of the vault, on which the service's identity gets the role to read secrets. */
    readonly vaultId?: string;
    /** Client id of the user-assigned identity that reads the secret. Absent: the service's own. */
    readonly identityClientId?: string;
    /** Display name of the named value that holds it. */
    readonly namedValue: string;
}

/** What the settings know of a token in Key Vault. */
export const keyVaultPat: MethodTraits<KeyVaultPat> = {
    namedValues: ({ namedValue }) => [namedValue],
    oauthOnlyRefuses: "personal access tokens",
    isOfOneWorkspace: true,
    newServiceProblem: ({ identityClientId }) =>
        identityClientId === undefined
            ? undefined
            : "serving-gateway:credential.pat.keyVault.identityClientId is for existing services only. Remove it: a new " +
              "service reads the secret with an identity of its own",
};

/** Schema of `credential.pat.keyVault`. */
export const keyVaultSchema = members({
    secretId: text("the secret's identifier, e.g. https://contoso.vault.azure.net/secrets/databricks-pat")
        .regex(
            /^https:\/\/[A-Za-z0-9.-]+(:\d+)?\/secrets\/[A-Za-z0-9-]{1,127}(\/[0-9a-f]{32})?$/,
            "must be a secret's identifier, e.g. https://contoso.vault.azure.net/secrets/databricks-pat",
        )
        .describe("Identifier of the secret. Without a version, the service follows the secret within four hours."),
    vaultId: azureId("Microsoft.KeyVault/vaults", "the vault's resource id")
        .optional()
        .describe("Resource id of the vault. With it, the service's identity gets the role that reads secrets."),
    identityClientId: guid("the client id of a user-assigned identity")
        .optional()
        .describe("Client id of the user-assigned identity that reads the secret. Without it, the service's own does."),
});
