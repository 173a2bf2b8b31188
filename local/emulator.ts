import { randomBytes, randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type EmulatedArm, startArm } from "./arm/server";
import { Store } from "./arm/store";
import { createCertificate } from "./certificate";
import { startGateway } from "./gateway/server";
import { type EmulatedWorkspace, startWorkspace } from "./workspace/server";

/** What a client needs to work with the emulators; `npm run -s emulator -- --json` prints it. */
export interface EmulatorAccess {
    readonly workspaceUrl: string;
    /** Personal access token of the emulated workspace's user. */
    readonly workspaceToken: string;
    readonly armUrl: string;
    /** Bearer token that the emulated Azure Resource Manager accepts. */
    readonly armToken: string;
    /** Where the service `serviceName` answers callers. */
    readonly gatewayUrl: string;
    /** PEM file of the CA that signed the certificate of ARM and of every gateway. */
    readonly caFile: string;
    readonly subscriptionId: string;
    readonly resourceGroup: string;
    /** A service that exists already. */
    readonly serviceName: string;
}

export interface Emulator {
    readonly access: EmulatorAccess;
    readonly workspace: EmulatedWorkspace;
    readonly arm: EmulatedArm;
    /** Closes every server and removes what was written. */
    stop(): Promise<void>;
}

const resourceGroup = "rg-serving-gateway";
const serviceName = "apim-serving-gateway";

/**
 * Starts the emulated workspace, Azure Resource Manager and gateways, on free ports of loopback.
 *
 * @param directory a folder of its own is made in it for the CA's certificate
 */
export async function startEmulator(directory: string): Promise<Emulator> {
    await mkdir(directory, { recursive: true });
    const folder = await mkdtemp(join(directory, "emulator-"));
    const tls = await createCertificate();
    const caFile = join(folder, "ca.pem");
    await writeFile(caFile, tls.ca);

    const subscriptionId = randomUUID();
    const armToken = randomBytes(24).toString("base64url");
    const store = new Store();
    const workspace = await startWorkspace();
    const arm = await startArm({
        tls,
        token: armToken,
        subscriptionId,
        store,
        openGateway: (serviceId) => startGateway({ store, serviceId, tls }),
        seed: { resourceGroup, serviceName },
    });
    const serviceId = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ApiManagement/service/${serviceName}`;
    return {
        access: {
            workspaceUrl: workspace.url,
            workspaceToken: workspace.token,
            armUrl: arm.url,
            armToken,
            gatewayUrl: String(store.get(serviceId)!.properties.gatewayUrl),
            caFile,
            subscriptionId,
            resourceGroup,
            serviceName,
        },
        workspace,
        arm,
        stop: async () => {
            await arm.close();
            await workspace.close();
            await rm(folder, { recursive: true, force: true });
        },
    };
}
