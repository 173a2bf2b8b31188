import { join } from "node:path";
import { type Emulator, type EmulatorAccess, type EmulatorOptions, startEmulator } from "../emulator/emulator";
import type { Engine } from "./engine";
import type { PaceName } from "./plugins/pace";
import { startPlugins } from "./plugins/start";
import { LocalStack } from "./pulumi";

/** The program's own folder. */
export const program = join(__dirname, "..");

/** What an environment is made of. */
export interface LocalEnvironmentOptions {
    readonly engine: Engine;
    /** Folder of the program. @default the program of this package */
    readonly program?: string;
    /** Where everything of this environment is kept. It must not be used by another one at the same time. */
    readonly directory: string;
    /** Stack configuration to start from; without a credential, it gets the administrator's. @default Pulumi.local.yaml */
    readonly config?: string;
    /** Further variables for the engine. @default none */
    readonly environment?: Readonly<Record<string, string>>;
    /** Ends the engine in the middle of a command. @default nothing does */
    readonly interrupted?: AbortSignal;
    /** Whether the engine keeps its own log. @default false */
    readonly engineLog?: boolean;
    /** With `deployerActions`, the engine deploys as that identity. @default the administrator deploys, in real time */
    readonly emulator?: EmulatorOptions;
    /** Whether the plugins wait between polls and retries as azure-native does. @default "quick" */
    readonly pace?: PaceName;
}

/** The emulators, the stand-in plugins that lead to them, and a stack of the program on top. */
export interface LocalEnvironment {
    readonly emulator: Emulator;
    readonly stack: LocalStack;
    close(): Promise<void>;
}

/** Starts the emulators and a stack of the program on them. Closing it ends everything that it started. */
export async function openLocalEnvironment(options: LocalEnvironmentOptions): Promise<LocalEnvironment> {
    const emulator = await startEmulator(options.directory, options.emulator);
    try {
        const { stack, close } = await openStack(emulator.access, options);
        return {
            emulator,
            stack,
            close: async () => {
                await close();
                await emulator.stop();
            },
        };
    } catch (error) {
        await emulator.stop();
        throw error;
    }
}

/** A stack of the program on emulators that run already, in this process or another. */
export async function openStack(
    access: EmulatorAccess,
    options: Omit<LocalEnvironmentOptions, "emulator">,
): Promise<{ readonly stack: LocalStack; close(): Promise<void> }> {
    const deployer = access.deployer ?? access;
    const workspace = { DATABRICKS_HOST: access.workspaceUrl, DATABRICKS_TOKEN: deployer.workspaceToken };
    const { ARM_TENANT_ID, ARM_CLIENT_ID, ARM_CLIENT_SECRET } = azure(access);
    const plugins = await startPlugins({
        ...workspace,
        ARM_TENANT_ID,
        ARM_CLIENT_ID,
        ARM_CLIENT_SECRET,
        LOCAL_ARM_URL: access.armUrl,
        LOCAL_ARM_TOKEN: deployer.armToken,
        LOCAL_ARM_CA_FILE: access.caFile,
        ARM_SUBSCRIPTION_ID: access.subscriptionId,
        LOCAL_ARM_PACE: options.pace ?? "quick",
    });
    try {
        const stack = await LocalStack.create({
            ...options,
            program: options.program ?? program,
            environment: {
                ...workspace,
                ...azure(access),
                ...options.environment,
                PULUMI_DEBUG_PROVIDERS: plugins.debugProviders,
            },
        });
        if (!(await stack.configFile()).includes("serving-gateway:credential")) {
            await stack.setConfig("credential.pat", access.workspaceToken, { secret: true });
        }
        return { stack, close: () => plugins.stop() };
    } catch (error) {
        await plugins.stop();
        throw error;
    }
}

/** How the program signs in to the emulated Azure where it does so itself, beside the plugins. */
function azure({ armUrl, caFile, subscriptionId, tenantId, servicePrincipal, deployer }: EmulatorAccess) {
    const { clientId, clientSecret } = deployer ?? servicePrincipal;
    return {
        ARM_METADATA_HOSTNAME: new URL(armUrl).host,
        ARM_SUBSCRIPTION_ID: subscriptionId,
        ARM_TENANT_ID: tenantId,
        ARM_CLIENT_ID: clientId,
        ARM_CLIENT_SECRET: clientSecret,
        NODE_EXTRA_CA_CERTS: caFile,
    };
}
