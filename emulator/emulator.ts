import { randomBytes, randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Latency } from "./arm/kernel/controlPlane";
import { identityToken } from "./arm/resources/managedIdentities";
import { type AnsweredCall, type EmulatedArm, startArm } from "./arm/server";
import { Store } from "./arm/kernel/store";
import { createCertificate } from "./certificate";
import { Clock } from "./clock";
import { type EmulatedContentSafety, startContentSafety } from "./contentSafety/server";
import { type GatewayOptions, startGateway } from "./gateway/server";
import { Telemetry } from "./gateway/telemetry";
import type { IdentityRequest } from "./gateway/runtime";
import { type EmulatedKeyVault, secretReader, startKeyVault } from "./identity/keyVault";
import { type Application, type EmulatedTenant, startTenant } from "./identity/tenant";
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
    /** A service that exists already, with a system-assigned identity. */
    readonly serviceName: string;
    /** Where the emulated Microsoft Entra answers: takes the place of `https://login.microsoftonline.com`. */
    readonly authority: string;
    /** The tenant of the subscription and of the workspace. */
    readonly tenantId: string;
    /** An application of the tenant that may do everything in the subscription, as `armToken` may. */
    readonly servicePrincipal: ServicePrincipal;
    /** ARM id of a key vault that exists already. */
    readonly keyVaultId: string;
    /** As the identifiers of its secrets have it, e.g. `https://localhost:41234/`. */
    readonly keyVaultUri: string;
    /** The deploying identity with the least rights, where the emulators were started with one. */
    readonly deployer?: Deployer;
}

/** What signs in to Azure by itself: its tokens come from the emulated Microsoft Entra. */
export interface ServicePrincipal {
    readonly clientId: string;
    readonly objectId: string;
    readonly clientSecret: string;
}

/** A service principal that may do only what it was given. */
export interface Deployer extends ServicePrincipal {
    readonly armToken: string;
    /** Personal access token; it has CAN_VIEW on the endpoints that are there from the start, and nothing else. */
    readonly workspaceToken: string;
}

/** What differs from the emulators as they start by themselves. Every member is optional. */
export interface EmulatorOptions {
    /** The Azure subscription, a UUID. @default a new one */
    readonly subscriptionId?: string;
    /** The time that everything goes by. @default the real time, which it can be moved ahead of */
    readonly clock?: Clock;
    /** How gateways wait between retries. @default in real time */
    readonly sleep?: GatewayOptions["sleep"];
    /** Whom a connection to a gateway counts as. @default its own address */
    readonly callerAddress?: GatewayOptions["callerAddress"];
    /** How slow Azure Resource Manager and the workspace's API are. @default as fast as this machine */
    readonly latency?: Latency;
    /** Resource providers that the subscription does not use yet. @default none */
    readonly unregistered?: readonly string[];
    /** How long the key vault goes on refusing whom a role was assigned to, by the clock. @default 0 */
    readonly roleDelayMs?: number;
    /** How long the key vault takes to delete or recover a secret, by the clock. @default 0 */
    readonly vaultSettleMs?: number;
    /** Told of each call to them once it is answered. @default nobody */
    readonly observe?: (side: "arm" | "workspace", call: AnsweredCall) => void;
    /** Paths in ARM whose writes are refused with all that they sent. @default none */
    readonly echo?: (path: string) => boolean;
    /** What a deploying identity beside the administrator may do in ARM. @default there is only the administrator */
    readonly deployerActions?: readonly string[];
}

/** The running emulators, which know of each other. */
export interface Emulator {
    readonly access: EmulatorAccess;
    readonly workspace: EmulatedWorkspace;
    /** Starts one more workspace of the same tenant, with a host, tokens and endpoints of its own. `stop` closes it. */
    addWorkspace(): Promise<EmulatedWorkspace>;
    readonly arm: EmulatedArm;
    readonly tenant: EmulatedTenant;
    readonly keyVault: EmulatedKeyVault;
    readonly contentSafety: EmulatedContentSafety;
    readonly clock: Clock;
    /** What the gateways' diagnostics logged, of all services. */
    readonly telemetry: Telemetry;
    /** Closes every server and removes what was written. */
    stop(): Promise<void>;
}

const resourceGroup = "rg-serving-gateway";
const serviceName = "apim-serving-gateway";
const keyVaultName = "kv-serving-gateway";
const contentSafetyName = "cs-serving-gateway";

/**
 * Starts the emulated workspace, Azure Resource Manager, gateways, Microsoft Entra tenant, key vault and content safety, on free ports of
 * loopback.
 *
 * @param directory a folder of its own is made in it for the CA's certificate
 */
export async function startEmulator(directory: string, options: EmulatorOptions = {}): Promise<Emulator> {
    const {
        clock = new Clock(),
        sleep,
        callerAddress,
        deployerActions,
        latency,
        unregistered,
        observe,
        echo,
    } = options;
    const { roleDelayMs, vaultSettleMs: settleMs } = options;
    const { now } = clock;
    await mkdir(directory, { recursive: true });
    const folder = await mkdtemp(join(directory, "emulator-"));
    const tls = await createCertificate();
    const caFile = join(folder, "ca.pem");
    await writeFile(caFile, tls.ca);

    const subscriptionId = options.subscriptionId ?? randomUUID();
    const armToken = randomBytes(24).toString("base64url");
    const store = new Store();
    const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
    const tenant = await startTenant({ now, tls });
    const administrator = tenant.registerApplication();
    const workspaceOptions = {
        now,
        tenant,
        latencyMs: latency?.controlPlaneMs,
        observe: observe && ((call: AnsweredCall) => observe("workspace", call)),
    };
    const workspaces = [await startWorkspace(workspaceOptions)];
    const [workspace] = workspaces as [EmulatedWorkspace];
    const keyVaultId = `${group}/providers/Microsoft.KeyVault/vaults/${keyVaultName}`;
    const keyVault = await startKeyVault({ tls, tenant, store, id: keyVaultId, now, roleDelayMs, settleMs });
    const contentSafetyId = `${group}/providers/Microsoft.CognitiveServices/accounts/${contentSafetyName}`;
    const contentSafety = await startContentSafety({ tls, tenant, store, id: contentSafetyId, now });
    const deployer = deployerActions && newDeployer(tenant, workspace);
    const telemetry = new Telemetry();
    const gateway = {
        telemetry,
        store,
        tls,
        now,
        sleep,
        callerAddress,
        authority: tenant.url,
        identityToken: (id: string, asked: IdentityRequest) => identityToken(store, tenant, id, asked),
    };
    const arm = await startArm({
        tls,
        token: armToken,
        subscriptionId,
        store,
        clock: now,
        latency,
        unregistered,
        echo,
        observe: observe && ((call) => observe("arm", call)),
        tenant,
        administrator: administrator.clientId,
        readSecret: secretReader([keyVault], tls.ca),
        ...(deployer && { limited: { ...deployer, token: deployer.armToken, actions: deployerActions } }),
        openGateway: (serviceId) => startGateway({ ...gateway, serviceId }),
        seed: { resourceGroup, serviceName, systemAssigned: true },
    });
    const serviceId = `${group}/providers/Microsoft.ApiManagement/service/${serviceName}`;
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
            authority: tenant.url,
            tenantId: tenant.tenantId,
            servicePrincipal: principalOf(administrator),
            keyVaultId,
            keyVaultUri: keyVault.uri,
            ...(deployer && { deployer }),
        },
        workspace,
        addWorkspace: async () => {
            const added = await startWorkspace(workspaceOptions);
            workspaces.push(added);
            return added;
        },
        arm,
        tenant,
        keyVault,
        contentSafety,
        clock,
        telemetry,
        stop: async () => {
            await arm.close();
            await Promise.all([keyVault, contentSafety, tenant, ...workspaces].map((server) => server.close()));
            await rm(folder, { recursive: true, force: true });
        },
    };
}

function newDeployer(tenant: EmulatedTenant, workspace: EmulatedWorkspace): Deployer {
    const principal = principalOf(tenant.registerApplication());
    const { clientId } = principal;
    const { token: workspaceToken } = workspace.addServicePrincipal(clientId);
    for (const endpoint of workspace.endpoints()) workspace.grant(clientId, endpoint, "CAN_VIEW");
    return { ...principal, armToken: randomBytes(24).toString("base64url"), workspaceToken };
}

function principalOf({ clientId, objectId, clientSecret }: Application): ServicePrincipal {
    return { clientId, objectId, clientSecret };
}
