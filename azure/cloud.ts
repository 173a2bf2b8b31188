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
    /** Whether the authority is known to itself only, as in a private cloud: then it is not looked up elsewhere. */
    readonly disableInstanceDiscovery: boolean;
}

interface Endpoints {
    readonly name?: string;
    readonly resourceManager?: string;
    readonly authentication?: { readonly loginEndpoint?: string; readonly audiences?: readonly string[] };
}

/** Origins of Microsoft's clouds, by azure-native's names in lower case (Azure SDK for Go, `azcore/cloud`). */
const clouds: Readonly<Record<string, readonly [resourceManager: string, authority: string]>> = {
    public: ["https://management.azure.com", "https://login.microsoftonline.com"],
    usgovernment: ["https://management.usgovcloudapi.net", "https://login.microsoftonline.us"],
    china: ["https://management.chinacloudapi.cn", "https://login.chinacloudapi.cn"],
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
            failure: `there is no Azure cloud of the name "${quote(environment)}"`,
            mend: `Set azure-native:environment (ARM_ENVIRONMENT) to one of ${Object.keys(clouds).join(", ")}.`,
        });
    }
    const [resourceManager, authority] = cloud;
    return {
        ...{ resourceManager, authority, scope: `${resourceManager}/.default` },
        disableInstanceDiscovery: isSet(settings, "disableInstanceDiscovery"),
    };
}

function describedCloud(host: string, document: unknown): Cloud {
    const described = (Array.isArray(document) ? document : [document]) as readonly (Endpoints | undefined)[];
    const usable = described.flatMap((endpoints) => cloudOf(endpoints) ?? []);
    // The public host describes all of Microsoft's clouds, its own among them.
    const cloud = usable.find(({ resourceManager }) => new URL(resourceManager).host === host) ?? usable[0];
    if (cloud) return cloud;
    throw new AzureError({
        failure: `${quote(host)} does not describe an Azure cloud`,
        mend: "Is azure-native:metadataHost (ARM_METADATA_HOSTNAME) the host of the cloud's Azure Resource Manager?",
    });
}

function cloudOf({ resourceManager, authentication }: Endpoints = {}): Cloud | undefined {
    const [audience] = authentication?.audiences ?? [];
    if (!isHttps(resourceManager) || !isHttps(authentication?.loginEndpoint) || !audience) return undefined;
    return {
        resourceManager: new URL(resourceManager).origin,
        authority: authentication.loginEndpoint,
        scope: `${audience}/.default`,
        disableInstanceDiscovery: true,
    };
}

function isHttps(url: string | undefined): url is string {
    return typeof url === "string" && URL.canParse(url) && new URL(url).protocol === "https:";
}
