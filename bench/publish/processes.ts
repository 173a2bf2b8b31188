import { readdirSync, readFileSync } from "node:fs";

/** What processes took of the machine while something ran, by what they are, e.g. `engine` or `dynamic provider`. */
export interface Taken {
    /** Processor time, user and system, in seconds. */
    readonly processorSeconds: Readonly<Record<string, number>>;
    /** Memory of the engine and all that it starts, in bytes, at the moment when its sum was the highest. */
    readonly memoryBytes: Readonly<Record<string, number>>;
}

/** What processes are, by their command line; the first that matches counts. */
const kinds: readonly (readonly [name: string, commandLine: RegExp])[] = [
    ["emulators", /emulatorProcess/],
    ["azure-native", /plugins\/main\.ts azure-native/],
    ["databricks", /plugins\/main\.ts databricks/],
    ["program", /@pulumi\/pulumi\/cmd\/run/],
    ["dynamic provider", /@pulumi\/pulumi\/cmd\/dynamic-provider|startup\/dynamicProvider/],
    ["language host", /pulumi-language-nodejs/],
    ["engine", /^\S*pulumi(\.exe)? /],
];

/** Tools that these start for a moment. */
const others = "others";

/** Started by this process instead of the engine, as the engine would start the real ones. */
const notOfEngine = ["emulators", "azure-native", "databricks"];

/** Linux counts processor time in this part of a second, whatever the kernel's own clock (proc(5), `USER_HZ`). */
const ticksPerSecond = 100;

/** More often takes noticeable time of the machine that is measured; what a process takes after its last sample is lost. */
const sampleMs = 50;

interface Watched {
    name: string;
    readonly ticksBefore: number;
    ticks: number;
    memoryBytes: number;
}

/**
 * Watches the processes below this one, those that end meanwhile too, in samples of Linux' /proc.
 *
 * @returns ends the watch and says what they took since its start; undefined on other systems
 */
export function watchProcesses(): () => Taken | undefined {
    const watched = new Map<number, Watched>();
    const strangers = new Set<number>();
    let most: Record<string, number> = {};
    const sample = (isFirst = false) => {
        for (const [pid, ticks] of below(process.pid, watched, strangers)) {
            const found = watched.get(pid) ?? { name: others, ticksBefore: isFirst ? ticks : 0, ticks, memoryBytes: 0 };
            watched.set(pid, found);
            found.ticks = ticks;
            // A process has its starter's command line until it becomes what it is to be.
            found.name = nameOf(pid) ?? found.name;
            found.memoryBytes = residentBytes(pid);
        }
        const memory = sums(watched, ({ memoryBytes }) => memoryBytes);
        for (const name of notOfEngine) delete memory[name];
        if (total(memory) > total(most)) most = memory;
        // Memory of processes that have ended is free.
        for (const process of watched.values()) process.memoryBytes = 0;
    };
    if (statOf(process.pid) === undefined) return () => undefined;
    sample(true);
    const timer = setInterval(sample, sampleMs);
    return () => {
        clearInterval(timer);
        sample();
        const ticks = sums(watched, (process) => process.ticks - process.ticksBefore);
        const processorSeconds = Object.entries(ticks).map(([name, count]) => [name, count / ticksPerSecond]);
        return { processorSeconds: Object.fromEntries(processorSeconds), memoryBytes: most };
    };
}

/** Sum of figures that stand by name. */
export function total(figures: Readonly<Record<string, number>>): number {
    return Object.values(figures).reduce((sum, figure) => sum + figure, 0);
}

function sums(watched: ReadonlyMap<number, Watched>, figure: (process: Watched) => number): Record<string, number> {
    const found: Record<string, number> = {};
    for (const process of watched.values()) found[process.name] = (found[process.name] ?? 0) + figure(process);
    return found;
}

/** Processes below a root with their processor time in ticks. Those that were below it once stay, whoever is their parent now. */
function below(root: number, known: ReadonlyMap<number, unknown>, strangers: Set<number>): [number, number][] {
    const ids = readdirSync("/proc").map(Number);
    const stats = new Map<number, Stat>();
    for (const pid of ids) {
        const stat = pid > 0 && !strangers.has(pid) ? statOf(pid) : undefined;
        if (stat) stats.set(pid, stat);
    }
    const isBelow = (pid: number): boolean => {
        const parent = stats.get(pid)?.parent ?? 0;
        return known.has(pid) || parent === root || (parent > 0 && isBelow(parent));
    };
    const ours = new Map<number, Stat>();
    for (const [pid, stat] of stats) {
        if (isBelow(pid)) ours.set(pid, stat);
        else if (pid !== root) strangers.add(pid);
    }
    return [...ours].map(([pid, { ticks }]) => [pid, ticks]);
}

interface Stat {
    readonly parent: number;
    readonly ticks: number;
}

/** Fields 4, 14 and 15 of proc(5), `/proc/pid/stat`. The name before them may hold anything. */
function statOf(pid: number): Stat | undefined {
    const text = contentOf(`/proc/${pid}/stat`);
    if (text === undefined) return undefined;
    const fields = text.replace(/^.*\) /s, "").split(" ");
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
}

function residentBytes(pid: number): number {
    const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(contentOf(`/proc/${pid}/status`) ?? "") ?? [];
    return Number(kilobytes ?? 0) * 1024;
}

/** Undefined for a process that has ended and is not collected yet: it has no command line. */
function nameOf(pid: number): string | undefined {
    const commandLine = contentOf(`/proc/${pid}/cmdline`)?.replaceAll("\0", " ");
    if (!commandLine) return undefined;
    return kinds.find(([, pattern]) => pattern.test(commandLine))?.[0] ?? others;
}

function contentOf(path: string): string | undefined {
    try {
        return readFileSync(path, "utf8");
    } catch {
        // It has ended meanwhile, or this is not Linux.
        return undefined;
    }
}
