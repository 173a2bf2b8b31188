import dns from "node:dns";
import { ResourceManager } from "../../azure/resourceManager";
import { getServingEndpoint } from "../../databricks/sources/servingEndpoints";
import { assembleWorkspace } from "../../databricks/workspace";
import { clientId, secret, tenantId } from "./azureServer";

/** What this process is asked: to read an endpoint of a workspace and a product, with variables of its environment. */
export interface Asked {
    readonly workspace: string;
    readonly metadataHost: string;
    /** Whether the workspace is called with a token of Microsoft Entra. @default with a personal access token */
    readonly entra?: boolean;
    readonly variables: Readonly<Record<string, string>>;
}

/** Names of what was read, or the messages of errors. */
export interface Told {
    readonly workspace: string;
    readonly azure: string;
}

const id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ApiManagement/service/contoso/products/gold";

// Every name is this machine, for those that are called directly.
const lookup = dns.lookup as Function;
Object.assign(dns, { lookup: (_: string, ...rest: unknown[]) => lookup("127.0.0.1", ...rest) });

const nameOf = (read: Promise<unknown>) =>
    read.then(
        (found) => String((found as { name?: unknown } | undefined)?.name),
        (error: Error) => error.message,
    );

process.on("message", async ({ workspace: host, metadataHost, entra, variables }: Asked) => {
    Object.assign(process.env, variables);
    const identity = { ARM_TENANT_ID: tenantId, ARM_CLIENT_ID: clientId, ARM_CLIENT_SECRET: secret };
    const { client } = entra
        ? assembleWorkspace({ host, auth: "azure" }, identity, { sleep: async () => undefined })
        : assembleWorkspace({ host, token: "dapi0123456789" }, {}, { sleep: async () => undefined });
    const azure = ResourceManager.from(
        () => undefined,
        { ARM_METADATA_HOSTNAME: metadataHost, ...identity },
        {
            retryDelayMs: 1,
        },
    );
    const told: Told = {
        workspace: await nameOf(getServingEndpoint(client, "churn")),
        azure: await nameOf(azure.get(id, "2024-05-01")),
    };
    for (const name of Object.keys(variables)) delete process.env[name];
    process.send!(told);
});
