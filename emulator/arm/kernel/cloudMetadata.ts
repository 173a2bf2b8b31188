import { armAudiences } from "./authentication";
import { ArmError } from "./armError";

/** Whom azure-native asks a token for to learn who deploys (`getClientConfig`). */
export const microsoftGraph = "https://graph.microsoft.com/";

/**
 * What `/metadata/endpoints` says to anybody: where this cloud's Azure Resource Manager is, and where its tokens come
 * from. The shape is that of the public clouds; addresses that the emulator does not have are left out.
 *
 * @param origin of Azure Resource Manager
 * @param loginEndpoint origin of Microsoft Entra, over https
 */
export function cloudMetadata(origin: string, loginEndpoint: string, tenantId: string, query: URLSearchParams): object {
    const version = query.get("api-version") ?? "";
    if (!["2019-05-01", "2020-06-01", "2022-09-01"].includes(version)) {
        const message = `The api-version '${version}' is invalid. The supported versions are '2022-09-01'.`;
        throw new ArmError(400, "InvalidApiVersionParameter", message);
    }
    return [
        {
            name: "EmulatedCloud",
            resourceManager: `${origin}/`,
            // Tokens for it are to be had from the emulated Microsoft Entra; nothing answers there.
            microsoftGraphResourceId: microsoftGraph,
            authentication: {
                loginEndpoint,
                audiences: armAudiences,
                tenant: tenantId,
                identityProvider: "AAD",
            },
            suffixes: { keyVaultDns: "vault.azure.net" },
        },
    ];
}
