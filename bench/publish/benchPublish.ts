import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { findEngine } from "../../local/engine";
import { program } from "../../local/environment";
import type { PaceName } from "../../local/plugins/pace";
import { type Deployed, deployed, type Measured, measured, type Way, withEmulators } from "./deployment";
import { emptyPrograms } from "./emptyPrograms";
import { endpointNames } from "./endpoints";
import type { Calls } from "./emulatorProcess";
import { total } from "./processes";
import { publishSequentially } from "./sequential";

/** Parts of the measurement, each of which can be run alone. */
export const parts = ["up", "sequential", "preview", "curve"] as const;

/** Name of a part. */
export type Part = (typeof parts)[number];

/** What is measured, and how often. */
export interface PublishOptions {
    readonly parts: readonly Part[];
    readonly endpoints: number;
    /** Numbers of endpoints for the part `curve`. */
    readonly curve: readonly number[];
    /** Runs of each measurement; the result has the medians. */
    readonly runs: number;
    /** `--parallel` of the engine. */
    readonly parallel: number;
    /** What the engine writes, for the part `up`. All other parts use the first. */
    readonly ways: readonly Way[];
    /** How often azure-native's stand-in polls, for the part `up`. All other parts use the first. */
    readonly paces: readonly PaceName[];
    readonly say: (line: string) => void;
}

/** What publishing many endpoints takes: medians. Times are of the wall clock unless they say otherwise. */
export interface PublishMeasurement {
    readonly endpoints: number;
    readonly runs: number;
    /** The same endpoints published one after the other, in seconds. Its client polls as pace `azure-sdk` does. */
    readonly sequentialSeconds?: number;
    /** `pulumi up` on a service without any of the endpoints: each way of writing at each pace. */
    readonly up?: readonly UpMeasurement[];
    readonly preview?: PreviewMeasurement;
    /** The same for other numbers of endpoints, the first way at the first pace. */
    readonly curve?: readonly CurvePoint[];
}

/** What one command takes. */
export interface CommandMeasurement {
    readonly seconds: number;
    /** Processor time by process; undefined on other systems than Linux. */
    readonly processorSeconds: Readonly<Record<string, number>> | undefined;
    /** The engine and all that it starts, in memory at one moment; undefined on other systems than Linux. */
    readonly peakMemoryBytes: number | undefined;
    /** The same by process, in the last run. */
    readonly memoryBytes: Readonly<Record<string, number>> | undefined;
    /** To Azure Resource Manager and to the workspace's API, in the last run. */
    readonly calls: Calls;
}

/** What an `up` takes, and what it leaves. */
export interface UpMeasurement extends CommandMeasurement {
    readonly way: Way;
    readonly pace: PaceName;
    /** Where the part `sequential` is measured too. */
    readonly timesFasterThanSequential?: number;
    /** Size of the state without whitespace. */
    readonly stateBytesPerEndpoint: number;
    /** Of what is imported for an endpoint, on average. */
    readonly documentBytes: number;
}

/** A preview after an `up`, which shows no change. */
export interface PreviewMeasurement extends CommandMeasurement {
    /** Of a preview of an empty TypeScript program, as `pulumi new typescript` sets one up: with types checked. */
    readonly emptySeconds: number;
    /** Of the same without types checked, as this program does without. */
    readonly emptyUncheckedSeconds: number;
    /** As long as that. */
    readonly timesEmptyUnchecked: number;
}

/** What a number of endpoints takes. */
export interface CurvePoint {
    readonly endpoints: number;
    readonly upSeconds: number;
    readonly previewSeconds: number;
    readonly peakMemoryBytes: number | undefined;
}

/** Publishes endpoints on slow emulators with the program, and one after the other. */
export async function benchPublish(options: PublishOptions): Promise<PublishMeasurement> {
    const { endpoints, runs, say } = options;
    await findEngine(say);
    const root = join(program, ".local");
    await mkdir(root, { recursive: true });
    const directory = await mkdtemp(join(root, "bench-"));
    try {
        const bench = new Bench(options, directory);
        const has = (part: Part) => options.parts.includes(part);
        const up = has("up") ? await bench.ups() : undefined;
        const preview = has("preview") ? await bench.preview() : undefined;
        const curve = has("curve") ? await bench.curve() : undefined;
        const sequentialSeconds = has("sequential") ? await bench.sequential() : undefined;
        const timesFaster = (seconds: number) =>
            sequentialSeconds === undefined ? {} : { timesFasterThanSequential: sequentialSeconds / seconds };
        return {
            endpoints,
            runs,
            sequentialSeconds,
            up: up?.map((one) => ({ ...one, ...timesFaster(one.seconds) })),
            preview,
            curve,
        };
    } finally {
        await rm(directory, { recursive: true, force: true });
    }
}

class Bench {
    private deployments = 0;

    constructor(
        private readonly options: PublishOptions,
        private readonly directory: string,
    ) {}

    async ups(): Promise<UpMeasurement[]> {
        const { paces, ways, endpoints } = this.options;
        const sets = paces.flatMap((pace) => ways.map((way) => ({ way, pace })));
        const all = await this.inTurn(
            sets.map(
                ({ way, pace }) =>
                    () =>
                        this.deployed(endpoints, async (one) => one, way, pace),
            ),
        );
        return sets.map((set, index) => {
            const found = all[index]!;
            const last = found.at(-1)!;
            return {
                ...set,
                ...command(found.map(({ up }) => up)),
                stateBytesPerEndpoint: Math.round(last.stateBytes / endpoints),
                documentBytes: Math.round(last.documentBytes / endpoints),
            };
        });
    }

    async preview(): Promise<PreviewMeasurement> {
        const empty = await emptyPrograms(this.directory);
        const ofEmpty = (stack: typeof empty.checked) =>
            measured(undefined, () => stack.run(["preview", "--non-interactive"]));
        return this.deployed(this.options.endpoints, async ({ previewUnchanged }) => {
            const [ours = [], checked = [], unchecked = []] = await this.inTurn([
                () => this.said("preview", previewUnchanged()),
                () => this.said("preview of an empty program", ofEmpty(empty.checked)),
                () => this.said("preview of an empty program without types checked", ofEmpty(empty.unchecked)),
            ]);
            const [measurement, emptyUncheckedSeconds] = [command(ours), median(unchecked.map(secondsOf))];
            return {
                ...measurement,
                emptySeconds: median(checked.map(secondsOf)),
                emptyUncheckedSeconds,
                timesEmptyUnchecked: measurement.seconds / emptyUncheckedSeconds,
            };
        });
    }

    async curve(): Promise<CurvePoint[]> {
        const { curve } = this.options;
        const all = await this.inTurn(
            curve.map(
                (endpoints) => () =>
                    this.deployed(endpoints, async ({ up, previewUnchanged }) => ({
                        up,
                        preview: await this.said(`${endpoints}: preview`, previewUnchanged()),
                    })),
            ),
        );
        return curve.map((endpoints, index) => {
            const { seconds, peakMemoryBytes } = command(all[index]!.map(({ up }) => up));
            const previewSeconds = median(all[index]!.map(({ preview }) => preview.seconds));
            return { endpoints, upSeconds: seconds, previewSeconds, peakMemoryBytes };
        });
    }

    async sequential(): Promise<number> {
        const { endpoints, say } = this.options;
        const [all = []] = await this.inTurn([
            () =>
                withEmulators(this.folder(), endpoints, async ({ access }) => {
                    const seconds = await publishSequentially(access, endpointNames(endpoints));
                    say(`one after the other: ${seconds.toFixed(1)} s`);
                    return seconds;
                }),
        ]);
        return median(all);
    }

    private deployed<T>(
        endpoints: number,
        use: (deployed: Deployed) => Promise<T>,
        way = this.options.ways[0]!,
        pace = this.options.paces[0]!,
    ): Promise<T> {
        const { parallel } = this.options;
        const directory = this.folder();
        return deployed({ directory, endpoints, parallel, way, pace }, async (found) => {
            await this.said(`${endpoints}: up, ${way}, polling as ${pace}`, Promise.resolve(found.up));
            return use(found);
        });
    }

    /** Every measurement once, then every one again: other processes slow the machine down, for a while. */
    private async inTurn<T>(measurements: readonly (() => Promise<T>)[]): Promise<T[][]> {
        const all: T[][] = measurements.map(() => []);
        for (let turn = 0; turn < this.options.runs; turn++) {
            for (const [index, measurement] of measurements.entries()) all[index]!.push(await measurement());
        }
        return all;
    }

    private async said(what: string, measurement: Promise<Measured>): Promise<Measured> {
        const found = await measurement;
        const processor = found.taken && `, processor ${total(found.taken.processorSeconds).toFixed(1)} s`;
        this.options.say(`${what}: ${found.seconds.toFixed(1)} s${processor ?? ""}`);
        return found;
    }

    private folder(): string {
        return join(this.directory, String(++this.deployments));
    }
}

function command(all: readonly Measured[]): CommandMeasurement {
    const taken = all.flatMap((one) => one.taken ?? []);
    const names = [...new Set(taken.flatMap(({ processorSeconds }) => Object.keys(processorSeconds)))].sort();
    const processor = (name: string) => median(taken.map(({ processorSeconds }) => processorSeconds[name] ?? 0));
    return {
        seconds: median(all.map(secondsOf)),
        processorSeconds:
            taken.length > 0 ? Object.fromEntries(names.map((name) => [name, processor(name)])) : undefined,
        peakMemoryBytes: taken.length > 0 ? median(taken.map(({ memoryBytes }) => total(memoryBytes))) : undefined,
        memoryBytes: taken.at(-1)?.memoryBytes,
        calls: all.at(-1)!.calls,
    };
}

function secondsOf({ seconds }: Measured): number {
    return seconds;
}

/** The lower of the two in the middle, for an even number. */
function median(figures: readonly number[]): number {
    return [...figures].sort((a, b) => a - b)[Math.floor((figures.length - 1) / 2)]!;
}
