import { quote } from "../databricks/quote";
import { AzureError } from "./azureError";
import { type AzureSettings, isSet } from "./azureSettings";

/** Where Azure is. */
export interface Cloud {
    /** Origin of Azure Resource Manager. */
    readonly resourceManager: string;
    /** What tokens for it are asked for with. */
    readonly scope: string;
    /** Where they are asked for. */
    readonly authority: string;
    /** What the hosts of key vaults end with. Absent in a private cloud, whose Azure Resource Manager alone knows it. */
    readonly vaultSuffix?: string;
    /** What tokens for key vaults are asked for with. */
    readonly vaultScope: string;
    /** Whether the authority is known to itself only, as in a private cloud: then it is not looked up elsewhere. */
    readonly disableInstanceDiscovery: boolean;
}

const publicVaults = "vault.azure.net";

/**
 * Origins of Microsoft's clouds, by azure-native's names in lower case (Azure SDK for Go, `azcore/cloud`), and what the hosts
 * of their key vaults end with (Microsoft Learn, "Azure Key Vault keys, secrets and certificates overview").
 */
const clouds: Readonly<Record<string, readonly [resourceManager: string, authority: string, vaultSuffix: string]>> = {
    public: ["https://management.azure.com", "https://login.microsoftonline.com", publicVaults],
    usgovernment: [
        "https://management.usgovcloudapi.net",
        "https://login.microsoftonline.us",
        "vault.usgovcloudapi.net",
    ],
    china: ["https://management.chinacloudapi.cn", "https://login.chinacloudapi.cn", "vault.azure.cn"],
};

/** Names that azure-native and the Azure CLI have for them too. */
const otherNames: Readonly<Record<string, string>> = {
    azurecloud: "public",
    azurepubliccloud: "public",
    azureusgovernment: "usgovernment",
    azureusgovernmentcloud: "usgovernment",
    azurechinacloud: "china",
};

/**
 * The cloud that the stack is in: one of Microsoft's by its name, or the one that a metadata host describes.
 *
 * @param read the JSON document at a URL, without a token
 * @throws {AzureError}
 */
export async function findCloud(settings: AzureSettings, read: (url: string) => Promise<unknown>): Promise<Cloud> {
    const host = settings("metadataHost");
    if (host) return describedCloud(host, await read(`https://${host}/metadata/endpoints?api-version=2022-09-01`));
    const environment = (settings("environment") ?? "public").toLowerCase();
    const cloud = clouds[otherNames[environment] ?? environment];
    if (!cloud) {
        throw new AzureError({
            failure: `there is no Azure cloud with the name "${quote(environment)}"`,
            fix: `Set azure-native:environment (ARM_ENVIRONMENT) to one of ${Object.keys(clouds).join(", ")}.`,
        });
    }
    const [resourceManager, authority, vaultSuffix] = cloud;
    return {
        resourceManager,
        authority,
        vaultSuffix,
        vaultScope: `https://${vaultSuffix}/.default`,
        scope: `${resourceManager}/.default`,
        disableInstanceDiscovery: isSet(settings, "disableInstanceDiscovery"),
    };
}

function describedCloud(host: string, document: unknown): Cloud {
    const described: readonly unknown[] = Array.isArray(document) ? document : [document];
    const usable = described.flatMap((endpoints) => cloudOf(membersOf(endpoints)) ?? []);
    // The public host describes all of Microsoft's clouds, its own among them.
    const cloud = usable.find(({ resourceManager }) => new URL(resourceManager).host === host) ?? usable[0];
    if (cloud) return cloud;
    throw new AzureError({
        failure: `${quote(host)} does not describe an Azure cloud`,
        fix:
            "Check that azure-native:metadataHost (ARM_METADATA_HOSTNAME) is the host of the cloud's Azure " +
            "Resource Manager.",
    });
}

function cloudOf({ resourceManager, authentication, suffixes }: Members): Cloud | undefined {
    const { loginEndpoint, audiences } = membersOf(authentication);
    const audience: unknown = Array.isArray(audiences) ? audiences[0] : undefined;
    if (!isHttps(resourceManager) || !isHttps(loginEndpoint)) return undefined;
    if (typeof audience !== "string" || audience === "") return undefined;
    const { keyVaultDns } = membersOf(suffixes);
    return {
        resourceManager: new URL(resourceManager).origin,
        authority: loginEndpoint,
        scope: `${audience}/.default`,
        vaultScope: `https://${typeof keyVaultDns === "string" && keyVaultDns !== "" ? keyVaultDns : publicVaults}/.default`,
        disableInstanceDiscovery: true,
    };
}

type Members = Readonly<Record<string, unknown>>;

function membersOf(value: unknown): Members {
    return typeof value === "object" && value !== null ? (value as Members) : {};
}

function isHttps(url: unknown): url is string {
    return typeof url === "string" && URL.canParse(url) && new URL(url).protocol === "https:";
}
