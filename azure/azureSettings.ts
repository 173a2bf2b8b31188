/** A value of azure-native's configuration, by its name there, e.g. `clientId`; undefined where it is not set. */
export type AzureSettings = (name: string) => string | undefined;

/** Variables that stand in for a value where the stack does not have it. Those of `AZURE_` are Azure's own SDKs'. */
const variables: Readonly<Record<string, readonly string[]>> = {
    clientCertificatePassword: ["ARM_CLIENT_CERTIFICATE_PASSWORD", "AZURE_CLIENT_CERTIFICATE_PASSWORD"],
    clientCertificatePath: ["ARM_CLIENT_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PATH"],
    clientId: ["ARM_CLIENT_ID", "AZURE_CLIENT_ID"],
    clientSecret: ["ARM_CLIENT_SECRET", "AZURE_CLIENT_SECRET"],
    disableInstanceDiscovery: ["ARM_DISABLE_INSTANCE_DISCOVERY"],
    environment: ["ARM_ENVIRONMENT", "AZURE_ENVIRONMENT"],
    metadataHost: ["ARM_METADATA_HOSTNAME"],
    oidcAudience: ["ARM_OIDC_AUDIENCE"],
    oidcRequestToken: ["ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"],
    oidcRequestUrl: ["ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL"],
    oidcToken: ["ARM_OIDC_TOKEN"],
    oidcTokenFilePath: ["ARM_OIDC_TOKEN_FILE_PATH", "AZURE_FEDERATED_TOKEN_FILE"],
    subscriptionId: ["ARM_SUBSCRIPTION_ID", "AZURE_SUBSCRIPTION_ID"],
    tenantId: ["ARM_TENANT_ID", "AZURE_TENANT_ID"],
    useDefaultAzureCredential: ["ARM_USE_DEFAULT_AZURE_CREDENTIAL"],
    useMsi: ["ARM_USE_MSI"],
    useOidc: ["ARM_USE_OIDC"],
};

/**
 * How the stack tells azure-native who deploys, and to which cloud.
 *
 * @param config values of the stack's configuration by their full key, e.g. `azure-native:clientId`
 */
export function azureSettings(config: (key: string) => string | undefined, env: NodeJS.ProcessEnv): AzureSettings {
    return (name) =>
        [config(`azure-native:${name}`), ...(variables[name] ?? []).map((variable) => env[variable])].find(Boolean);
}

/** Whether a flag is set. */
export function isSet(settings: AzureSettings, name: string): boolean {
    const value = settings(name)?.toLowerCase();
    return value === "true" || value === "1";
}
