import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EmulatorAccess } from "../../emulator/emulator";
import { findEngine } from "../../local/engine";
import { openStack } from "../../local/environment";
import type { PaceName } from "../../local/plugins/pace";
import type { LocalStack, Run } from "../../local/pulumi";
import { endpointNames } from "./endpoints";
import { type Calls, type EmulatorProcess, startEmulatorProcess } from "./emulatorProcess";
import { type Taken, watchProcesses } from "./processes";

/** What the engine writes while it deploys. */
interface Writes {
    /** How it keeps the state in files. */
    readonly environment: Readonly<Record<string, string>>;
    /** Whether it keeps a log. */
    readonly engineLog: boolean;
}

/** What the engine writes while it deploys, by name. */
export const ways = {
    /** The state once, at the end, and no log: what docs/tuning.md advises for many endpoints. */
    advised: { environment: { PULUMI_SKIP_CHECKPOINTS: "true" }, engineLog: false },
    /** As the engine does by itself: the state at every step, with a copy of the one before, and a log. */
    parallel: { environment: {}, engineLog: true },
    /** The state at every step, compressed and without copies, and a log. */
    compressed: {
        environment: { PULUMI_DIY_BACKEND_ZSTD: "true", PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true" },
        engineLog: true,
    },
} satisfies Readonly<Record<string, Writes>>;

/** Name of a way. */
export type Way = keyof typeof ways;

/** What is deployed, and how. */
export interface DeploymentOptions {
    /** For the emulators' and the stack's files, of this deployment alone. */
    readonly directory: string;
    readonly endpoints: number;
    /** `--parallel` of the engine. */
    readonly parallel: number;
    readonly way: Way;
    /** How often azure-native's stand-in polls. */
    readonly pace: PaceName;
}

/** What one command took. */
export interface Measured {
    /** Of the wall clock. */
    readonly seconds: number;
    /** Undefined on other systems than Linux. */
    readonly taken: Taken | undefined;
    readonly calls: Calls;
}

/** What `pulumi up` took on a service without any of the endpoints, and what it left. */
export interface Deployed {
    readonly up: Measured;
    readonly stateBytes: number;
    /** Of all imported documents. */
    readonly documentBytes: number;
    readonly stack: LocalStack;
    /** Measures a preview that must show no change. */
    previewUnchanged(): Promise<Measured>;
}

/** What a call to Azure Resource Manager or to the workspace takes, and an import of a document, in milliseconds. */
const latency = { controlPlaneMs: 200, importMs: 2_000 };

/** Publishes endpoints by the program on slow emulators of their own, and passes on what that took. */
export function deployed<T>(options: DeploymentOptions, use: (deployed: Deployed) => Promise<T>): Promise<T> {
    const { directory, endpoints, way, pace } = options;
    const flags = ["--non-interactive", "--parallel", String(options.parallel)];
    return withEmulators(directory, endpoints, async (emulators) => {
        const config = join(directory, "stack.yaml");
        await writeFile(config, JSON.stringify({ config: configuration(emulators.access, endpoints) }));
        const engine = await findEngine();
        const opened = { engine, directory, config, ...ways[way], pace };
        const { stack, close } = await openStack(emulators.access, opened);
        try {
            const up = await measured(emulators, () => stack.run(["up", "--yes", "--skip-preview", ...flags]));
            const state = await stack.exportState();
            return await use({
                up,
                stateBytes: Buffer.byteLength(JSON.stringify(JSON.parse(state))),
                documentBytes: documentBytes(state),
                stack,
                previewUnchanged: () =>
                    measured(emulators, () => stack.run(["preview", "--expect-no-changes", ...flags])),
            });
        } finally {
            await close();
        }
    });
}

/** Starts slow emulators for one use. */
export async function withEmulators<T>(
    directory: string,
    endpoints: number,
    use: (emulators: EmulatorProcess) => Promise<T>,
): Promise<T> {
    await mkdir(directory, { recursive: true });
    const emulators = await startEmulatorProcess({ directory, endpoints, ...latency });
    try {
        return await use(emulators);
    } finally {
        await emulators.stop();
    }
}

/** @throws what the command printed, if it fails */
export async function measured(emulators: EmulatorProcess | undefined, running: () => Promise<Run>): Promise<Measured> {
    const before = (await emulators?.calls()) ?? {};
    const ended = watchProcesses();
    const started = performance.now();
    const run = await running();
    const seconds = (performance.now() - started) / 1000;
    const taken = ended();
    if (run.code !== 0) throw new Error(run.output);
    const calls = Object.entries((await emulators?.calls()) ?? {})
        .map(([call, count]) => [call, count - (before[call] ?? 0)] as const)
        .filter(([, count]) => count > 0);
    return { seconds, taken, calls: Object.fromEntries(calls) };
}

function configuration({ serviceName: name, resourceGroup }: EmulatorAccess, count: number): object {
    return {
        "azure-native:location": "westeurope",
        "serving-gateway:service": { name, resourceGroup },
        "serving-gateway:endpoints": endpointNames(count).map((endpoint) => ({ name: endpoint })),
    };
}

/** What the service was given to import. */
function documentBytes(state: string): number {
    const resources: any[] = JSON.parse(state).deployment.resources;
    return resources
        .filter(({ type }) => type === "azure-native:apimanagement:Api")
        .reduce((sum, { inputs }) => sum + Buffer.byteLength(inputs.value), 0);
}
