import type { Surroundings } from "../../emulator/records/surroundings";
import { apiManagement } from "../../azure/armApiVersions";
import { AzureError } from "../../azure/azureError";
import { azureSettings } from "../../azure/azureSettings";
import { openConnection } from "../../azure/connection";
import { ResourceManager } from "../../azure/resourceManager";
import { resolveCredential } from "../../databricks/credentials";
import { resolveHost } from "../../databricks/host";
import { proxyAgent } from "../../databricks/proxiedFetch";
import { quote } from "../../databricks/quote";

/** The service that records run against, and what else they may call. */
export interface RealServiceOptions {
    readonly subscription: string;
    readonly resourceGroup: string;
    readonly service: string;
    /** Address of the workspace. @default records about the workspace are skipped */
    readonly workspace?: string;
    /** Further variables of records, without the dollar sign, e.g. `ENDPOINT`. Undefined ones are unknown. */
    readonly variables: Readonly<Record<string, string | undefined>>;
    /** Milliseconds that the gateway has to learn of a change. */
    readonly settleMs: number;
    readonly signal: AbortSignal;
    /** Authorities that are trusted, PEM. @default Node's own, and those of NODE_EXTRA_CA_CERTS */
    readonly ca?: string;
}

/** A real service as records see it, with what a report says of it. */
export interface RealService {
    readonly where: Surroundings;
    readonly region: string;
    /** Texts that no report shows. */
    readonly names: readonly string[];
}

/** How long a gateway may take beyond `settleMs`, in milliseconds. */
const newsMs = 60_000;

/**
 * Connects to a service as azure-native does. It reads the service, and changes nothing.
 *
 * @throws {AzureError} the service or the identity cannot be used
 * @throws {WorkspaceError} the workspace cannot
 */
export async function realService(options: RealServiceOptions, env: NodeJS.ProcessEnv): Promise<RealService> {
    const { subscription, resourceGroup, service, settleMs, signal, ca } = options;
    const id = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.ApiManagement/service/${service}`;
    const settings = (key: string) => (key === "azure-native:subscriptionId" ? subscription : undefined);
    const found = await ResourceManager.from(settings, env, { ca }).get(id, apiManagement);
    if (found === undefined) throw missing(service, resourceGroup);
    const { sku, location, properties } = found as ServiceBody;
    if (!sku?.name || !properties?.gatewayUrl) throw unusable(service, properties?.provisioningState);
    const connection = await openConnection(azureSettings(settings, env), { ca });
    const workspace = options.workspace === undefined ? undefined : workspaceOf(options.workspace, env);
    const gateway = properties.gatewayUrl.replace(/\/+$/, "");
    const variables = { ...options.variables, SERVICE: id, GATEWAY: gateway, WORKSPACE: workspace?.host };
    return {
        region: location ?? "unknown",
        names: [
            subscription,
            resourceGroup,
            service,
            new URL(gateway).host,
            ...(workspace ? [new URL(workspace.host).host] : []),
        ],
        where: {
            armUrl: connection.origin,
            armToken: connection.token,
            ...(workspace && { workspaceAuthorization: workspace.authorization }),
            variables: known(variables),
            tier: sku.name,
            isReal: true,
            dispatcher: proxyAgent,
            settleMs,
            newsMs,
            signal,
        },
    };
}

interface ServiceBody {
    readonly sku?: { readonly name?: string };
    readonly location?: string;
    readonly properties?: { readonly gatewayUrl?: string; readonly provisioningState?: string };
}

/**
 * A workspace alone, for the records about it.
 *
 * @throws {WorkspaceError} the workspace or the identity cannot be used
 */
export function realWorkspace(
    { workspace, variables, signal }: Pick<RealServiceOptions, "variables" | "signal"> & { readonly workspace: string },
    env: NodeJS.ProcessEnv,
): Omit<RealService, "region"> {
    const { host, authorization } = workspaceOf(workspace, env);
    return {
        names: [new URL(host).host],
        where: {
            armUrl: "",
            armToken: async () => "",
            workspaceAuthorization: authorization,
            variables: known({ ...variables, WORKSPACE: host }),
            tier: "none",
            isReal: true,
            dispatcher: proxyAgent,
            signal,
        },
    };
}

function known(variables: RealServiceOptions["variables"]): Record<string, string> {
    return Object.fromEntries(
        Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
}

function workspaceOf(address: string, env: NodeJS.ProcessEnv) {
    const host = resolveHost({}, { DATABRICKS_HOST: address });
    const credential = resolveCredential({}, env, host);
    return { host, authorization: () => credential.authorization() };
}

function missing(service: string, resourceGroup: string): AzureError {
    return new AzureError({
        failure: `there is no API Management service "${quote(service)}" in the resource group "${quote(resourceGroup)}"`,
        fix: "Check --service, --resource-group and --subscription.",
    });
}

function unusable(service: string, state = "unknown"): AzureError {
    return new AzureError({
        failure: `the service "${quote(service)}" has no gateway (state: ${quote(state)})`,
        fix: "Wait until it is created.",
    });
}
