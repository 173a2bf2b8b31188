import { join } from "node:path";
import { type Emulator, startEmulator } from "./emulator";
import type { Engine } from "./engine";
import { type RunningPlugins, startPlugins } from "./plugins/start";
import { LocalStack } from "./pulumi";

/** The program's own folder. */
export const program = join(__dirname, "..");

export interface LocalEnvironmentOptions {
    readonly engine: Engine;
    /** Where everything of this environment is kept. It must not be used by another one at the same time. */
    readonly directory: string;
    /** Stack configuration to start from. @default Pulumi.local.yaml */
    readonly config?: string;
}

/** The emulators, the stand-in plugins that lead to them, and a stack of the program on top. */
export interface LocalEnvironment {
    readonly emulator: Emulator;
    readonly stack: LocalStack;
    close(): Promise<void>;
}

export async function openLocalEnvironment(options: LocalEnvironmentOptions): Promise<LocalEnvironment> {
    const emulator = await startEmulator(options.directory);
    let plugins: RunningPlugins | undefined;
    const close = async () => {
        await plugins?.stop();
        await emulator.stop();
    };
    try {
        const { access } = emulator;
        const workspace = { DATABRICKS_HOST: access.workspaceUrl, DATABRICKS_TOKEN: access.workspaceToken };
        plugins = await startPlugins({
            ...workspace,
            LOCAL_ARM_URL: access.armUrl,
            LOCAL_ARM_TOKEN: access.armToken,
            LOCAL_ARM_CA_FILE: access.caFile,
            ARM_SUBSCRIPTION_ID: access.subscriptionId,
        });
        const stack = await LocalStack.create({
            ...options,
            program,
            environment: { ...workspace, PULUMI_DEBUG_PROVIDERS: plugins.debugProviders },
        });
        await stack.setConfig("credential.pat", access.workspaceToken, { secret: true });
        return { emulator, stack, close };
    } catch (error) {
        await close();
        throw error;
    }
}
