import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findEngine } from "../../local/engine";
import { openStack, program } from "../../local/environment";
import { LocalStack, type Run } from "../../local/pulumi";
import { endpointNames } from "./endpoints";
import { type Calls, type EmulatorProcess, startEmulatorProcess } from "./emulatorProcess";
import { watchMemory } from "./processTree";
import { publishSequentially } from "./sequential";

/** What publishing many endpoints takes. Times are of the wall clock unless they say otherwise. */
export interface PublishMeasurement {
    readonly endpoints: number;
    /** Of `pulumi up` on a service without any of the endpoints. */
    readonly upSeconds: number;
    /** Of the same endpoints, published one after the other. */
    readonly sequentialSeconds: number;
    /** Of a preview after that `up`, which shows no change. */
    readonly previewSeconds: number;
    /** Of a preview of an empty TypeScript program, as `pulumi new typescript` sets one up: with types checked. */
    readonly emptyPreviewSeconds: number;
    /** Of the same without types checked, as this program does without. */
    readonly emptyUncheckedPreviewSeconds: number;
    /** Of the engine and all that it starts during `up`, in memory at one moment; undefined on other systems than Linux. */
    readonly peakMemoryBytes: number | undefined;
    /** During `up`: calls to Azure Resource Manager and to the workspace's API. */
    readonly callsPerEndpoint: Calls;
    /** Growth of the state's size for each endpoint. */
    readonly stateBytesPerEndpoint: number;
    /** Of a published document, on average. */
    readonly documentBytes: number;
    /** The same for other numbers of endpoints. */
    readonly curve: readonly CurvePoint[];
}

/** What a number of endpoints takes, in seconds. */
export interface CurvePoint {
    readonly endpoints: number;
    readonly upSeconds: number;
    readonly previewSeconds: number;
}

/** How many endpoints are published, and how. */
export interface PublishOptions {
    readonly endpoints: number;
    readonly curve: readonly number[];
    /** `--parallel` of the engine. */
    readonly parallel: number;
    readonly say: (line: string) => void;
}

/** What a call to Azure Resource Manager or to the workspace takes, and an import of a document, in milliseconds. */
const latency = { controlPlaneMs: 200, importMs: 2_000 };

/** The engine writes the whole state down at every step, where it keeps it in files: what README.md advises for that. */
const environment = { PULUMI_DIY_BACKEND_ZSTD: "true", PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true" };

/** Publishes endpoints on slow emulators with the program, and one after the other, and compares. */
export async function benchPublish({ endpoints, curve, parallel, say }: PublishOptions): Promise<PublishMeasurement> {
    await findEngine(say);
    const root = join(program, ".local");
    await mkdir(root, { recursive: true });
    const directory = await mkdtemp(join(root, "bench-"));
    try {
        const empty = await emptyStack(join(directory, "empty"), template);
        const unchecked = await emptyStack(join(directory, "unchecked"), {
            extends: join(program, "tsconfig.pulumi.json"),
        });
        const measured = new Map<number, Published>();
        for (const count of new Set([...curve, endpoints])) {
            const beside = count === endpoints ? [empty, unchecked] : [];
            const published = await publish(join(directory, `up-${count}`), count, parallel, beside);
            say(`${count}: up ${published.upSeconds.toFixed(1)} s, preview ${published.previewSeconds.toFixed(1)} s`);
            measured.set(count, published);
        }
        const ours = measured.get(endpoints)!;
        const [emptyPreviewSeconds, emptyUncheckedPreviewSeconds] = ours.besideSeconds;
        say(
            `preview of an empty program: ${emptyPreviewSeconds!.toFixed(1)} s, ` +
                `without types checked ${emptyUncheckedPreviewSeconds!.toFixed(1)} s`,
        );
        const sequentialSeconds = await withEmulators(join(directory, "sequential"), endpoints, ({ access }) =>
            publishSequentially(access, endpointNames(endpoints)),
        );
        say(`one after the other: ${sequentialSeconds.toFixed(1)} s`);
        return {
            endpoints,
            upSeconds: ours.upSeconds,
            sequentialSeconds,
            previewSeconds: ours.previewSeconds,
            emptyPreviewSeconds: emptyPreviewSeconds!,
            emptyUncheckedPreviewSeconds: emptyUncheckedPreviewSeconds!,
            peakMemoryBytes: ours.peakMemoryBytes,
            callsPerEndpoint: { arm: ours.calls.arm / endpoints, workspace: ours.calls.workspace / endpoints },
            stateBytesPerEndpoint: Math.round(ours.stateBytes / endpoints),
            documentBytes: Math.round(ours.documentBytes / endpoints),
            curve: curve.map((count) => {
                const { upSeconds, previewSeconds } = measured.get(count)!;
                return { endpoints: count, upSeconds, previewSeconds };
            }),
        };
    } finally {
        await rm(directory, { recursive: true, force: true });
    }
}

interface Published {
    readonly upSeconds: number;
    readonly previewSeconds: number;
    /** Of previews of other stacks in between. */
    readonly besideSeconds: readonly number[];
    readonly peakMemoryBytes: number | undefined;
    readonly calls: Calls;
    readonly stateBytes: number;
    readonly documentBytes: number;
}

function publish(
    directory: string,
    count: number,
    parallel: number,
    beside: readonly LocalStack[],
): Promise<Published> {
    return withEmulators(directory, count, async (emulators) => {
        const { access } = emulators;
        const config = join(directory, "stack.yaml");
        await writeFile(config, JSON.stringify({ config: configuration(access, count) }));
        const engine = await findEngine();
        const { stack, close } = await openStack(access, { engine, directory, config, environment });
        try {
            const before = await emulators.calls();
            let peak: () => number | undefined = () => undefined;
            const upSeconds = await seconds(() =>
                stack.run(["up", "--yes", "--skip-preview", "--non-interactive", "--parallel", String(parallel)], {
                    onStart: ({ pid }) => {
                        peak = watchMemory(pid!);
                    },
                }),
            );
            const peakMemoryBytes = peak();
            const after = await emulators.calls();
            const preview = ["preview", "--non-interactive", "--expect-no-changes", "--parallel", String(parallel)];
            const [previewSeconds, ...besideSeconds] = await medians([
                () => stack.run(preview),
                ...beside.map((other) => () => other.run(["preview", "--non-interactive"])),
            ]);
            const state = await stack.exportState();
            return {
                upSeconds,
                previewSeconds: previewSeconds!,
                besideSeconds,
                peakMemoryBytes,
                calls: { arm: after.arm - before.arm, workspace: after.workspace - before.workspace },
                stateBytes: Buffer.byteLength(JSON.stringify(JSON.parse(state))),
                documentBytes: documentBytes(state),
            };
        } finally {
            await close();
        }
    });
}

function configuration({ serviceName: name, resourceGroup }: EmulatorProcess["access"], count: number): object {
    return {
        "azure-native:location": "westeurope",
        "serving-gateway:service": { name, resourceGroup },
        "serving-gateway:endpoints": endpointNames(count).map((endpoint) => ({ name: endpoint })),
    };
}

function documentBytes(state: string): number {
    const resources: any[] = JSON.parse(state).deployment.resources;
    return resources.reduce((sum, { outputs }) => sum + Buffer.byteLength(outputs?.document ?? ""), 0);
}

async function withEmulators<T>(
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

/** What TypeScript is told in a project that `pulumi new typescript` makes, in the terms of the TypeScript used here. */
const template = {
    compilerOptions: {
        strict: true,
        outDir: "bin",
        target: "es2020",
        module: "node16",
        moduleResolution: "node16",
        sourceMap: true,
        noFallthroughCasesInSwitch: true,
        noImplicitReturns: true,
        forceConsistentCasingInFileNames: true,
    },
    files: ["index.ts"],
};

/** What takes the least of any preview: the engine, the language host, and a program with nothing in it. */
async function emptyStack(directory: string, tsconfig: object): Promise<LocalStack> {
    const project = join(directory, "program");
    await mkdir(project, { recursive: true });
    const runtime = { name: "nodejs", options: { tsconfig: "tsconfig.json" } };
    const files = {
        "Pulumi.yaml": { name: "serving-gateway", runtime },
        "package.json": { name: "empty", private: true, main: "index.ts" },
        "tsconfig.json": tsconfig,
        "stack.yaml": {},
    };
    for (const [name, content] of Object.entries(files)) {
        await writeFile(join(project, name), JSON.stringify(content));
    }
    await writeFile(join(project, "index.ts"), 'import * as pulumi from "@pulumi/pulumi";\n');
    const config = join(project, "stack.yaml");
    return LocalStack.create({ engine: await findEngine(), program: project, directory, config, environment: {} });
}

async function seconds(running: () => Promise<Run>): Promise<number> {
    const started = performance.now();
    const run = await running();
    const ended = performance.now();
    if (run.code !== 0) throw new Error(run.output);
    return (ended - started) / 1000;
}

/** Each of three times, in turn: other processes slow the machine down, for a while. */
async function medians(runs: readonly (() => Promise<Run>)[]): Promise<number[]> {
    const all: number[][] = runs.map(() => []);
    for (let turn = 0; turn < 3; turn++) {
        for (const [index, run] of runs.entries()) all[index]!.push(await seconds(run));
    }
    return all.map((times) => times.sort((a, b) => a - b)[1]!);
}
