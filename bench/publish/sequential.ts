import { readFile } from "node:fs/promises";
import { ApiManagementClient } from "@azure/arm-apimanagement";
import type { EmulatorAccess } from "../../emulator/emulator";
import { AS_AZURE_SDK } from "../../local/plugins/pace";
import { publication } from "../../transforms/publication/publication";
import { getOpenApi, getServingEndpoint } from "../../databricks/sources/servingEndpoints";
import { assembleWorkspace } from "../../databricks/workspace";

/** What the SDK's client does by itself where the service names no interval, said here so that both sides poll alike. */
const polling = { updateIntervalInMs: AS_AZURE_SDK.pollMs.put };

/**
 * Publishes endpoints as a notebook does: one after the other, each step after the one before. What is made of an
 * endpoint is what the program makes: API, policy and subscription, and one named value for all.
 *
 * @returns seconds
 */
export async function publishSequentially(access: EmulatorAccess, endpoints: readonly string[]): Promise<number> {
    const { resourceGroup: group, serviceName: service } = access;
    const workspaceSettings = { host: access.workspaceUrl, token: access.workspaceToken };
    const { client } = assembleWorkspace(workspaceSettings, {});
    const getToken = async () => ({ token: access.armToken, expiresOnTimestamp: Date.now() + 3_600_000 });
    const arm = new ApiManagementClient({ getToken }, access.subscriptionId, {
        endpoint: access.armUrl,
        $host: access.armUrl,
        tlsOptions: { ca: await readFile(access.caFile, "utf8") },
    });

    const started = performance.now();
    const secret = { displayName: "databricks-pat", value: access.workspaceToken, secret: true };
    await arm.namedValue.beginCreateOrUpdateAndWait(group, service, "databricks-pat", secret, polling);
    for (const name of endpoints) {
        const endpoint = await getServingEndpoint(client, name);
        const { document } = publication(JSON.parse(await getOpenApi(client, name)), endpoint);
        const api = {
            path: name,
            displayName: name,
            format: "openapi+json",
            value: JSON.stringify(document),
            serviceUrl: `${access.workspaceUrl}/serving-endpoints/${name}`,
            protocols: ["https"],
            subscriptionRequired: true,
        };
        await arm.api.beginCreateOrUpdateAndWait(group, service, name, api, polling);
        await arm.apiPolicy.createOrUpdate(group, service, name, "policy", { format: "rawxml", value: policy });
        await arm.subscription.createOrUpdate(group, service, name, { displayName: name, scope: `/apis/${name}` });
        await arm.subscription.listSecrets(group, service, name);
    }
    return (performance.now() - started) / 1000;
}

const policy = `<policies>
    <inbound>
        <base />
        <set-header name="Authorization" exists-action="override">
            <value>Bearer {{databricks-pat}}</value>
        </set-header>
    </inbound>
</policies>`;
