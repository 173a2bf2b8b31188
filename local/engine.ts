import { execFile } from "node:child_process";
import { access, constants, copyFile, mkdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { killTree } from "./processTree";

/** The version of the `pulumi` package: the engine that it downloads, and the folder where it looks for one. */
export const version: string = require("pulumi/package.json").version;

/**
 * The oldest engine that this project takes, and the one that it builds: local/engine/cli/go.mod. It can be older than what the
 * package downloads, because npm and the Go proxy of continuous integration do not have the same versions.
 */
export const oldest = "3.260.0";

/** The oldest Go that the engine's modules build with; see local/engine/cli/go.mod. */
const oldestGo = [1, 26, 6];

/** A build on a slow machine, in milliseconds. */
const slowest = 60 * 60_000;

/** A Pulumi engine that can be run. */
export interface Engine {
    /** Path of the `pulumi` executable. */
    readonly executable: string;
    /** Where it came from, for the progress line. */
    readonly origin: "PATH" | "cache" | "download" | "build";
}

/**
 * Finds an engine, or gets one: a `pulumi` on PATH that is new enough; the download that the `pulumi` package does; a
 * build from Go modules, where the vendor's site is out of reach. The last two end where `npx pulumi` itself looks, so
 * each happens once a machine.
 *
 * @param progress called with one line before anything that takes long
 * @param interrupted ends a download or a build, and removes what there is of it. @default nothing does
 * @throws Error that names the three ways, where none works
 */
export async function findEngine(
    progress: (line: string) => void = () => {},
    interrupted?: AbortSignal,
): Promise<Engine> {
    const onPath = await engineOnPath();
    if (onPath) return { executable: onPath, origin: "PATH" };

    const home = process.env.PULUMI_HOME ?? join(homedir(), ".pulumi");
    const folder = join(home, "versions", version, "bin");
    const executable = join(folder, process.platform === "win32" ? "pulumi.exe" : "pulumi");
    if (await isExecutable(executable)) return { executable, origin: "cache" };

    progress(`downloading the Pulumi engine ${version}`);
    const notDownloaded = await failureOf(() => download(folder, interrupted));
    interrupted?.throwIfAborted();
    if (!notDownloaded && (await isExecutable(executable))) return { executable, origin: "download" };

    progress(`building the Pulumi engine ${oldest} from Go modules, once on this machine (about 7 minutes on 2 cores)`);
    const notBuilt = await failureOf(() => build(folder, interrupted));
    interrupted?.throwIfAborted();
    if (!notBuilt) return { executable, origin: "build" };

    throw new Error(
        [
            `no Pulumi engine ${oldest} or newer is available. One of these is needed:`,
            `  - a pulumi ${oldest} or newer on PATH: none was found`,
            `  - the download by the pulumi package: ${notDownloaded ?? "it left no executable"}`,
            `  - Go ${oldestGo.join(".")} or newer, to build it from modules: ${notBuilt}`,
        ].join("\n"),
    );
}

/** A `pulumi` that a person installed; the one that npm puts on PATH is only the downloader. */
async function engineOnPath(): Promise<string | undefined> {
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
        if (folder === "" || folder.includes("node_modules")) continue;
        const candidate = join(folder, process.platform === "win32" ? "pulumi.exe" : "pulumi");
        if (!(await isExecutable(candidate))) continue;
        const found = await run(candidate, ["version"]).catch(() => undefined);
        if (found && isAtLeast(numbers(found.stdout), numbers(oldest))) return candidate;
    }
    return undefined;
}

/** The package keeps its script in the folder for temporary files: one of our own goes with all that is in it. */
async function download(folder: string, interrupted?: AbortSignal): Promise<void> {
    const temporary = `${folder}.${process.pid}`;
    try {
        await mkdir(temporary, { recursive: true });
        const env = { ...process.env, TMPDIR: temporary };
        await run(process.execPath, [require.resolve("pulumi/run.js"), "version"], { env, interrupted });
    } finally {
        await rm(temporary, { recursive: true, force: true });
    }
}

/** Builds into a folder beside the wanted one; the executable comes last, so a broken build leaves none behind. */
async function build(folder: string, interrupted?: AbortSignal): Promise<void> {
    const found = await run("go", ["version"]).catch((error: NodeJS.ErrnoException) => {
        throw error.code === "ENOENT" ? new Error("no `go` was found on PATH") : error;
    });
    const go = /go(\d+(?:\.\d+)*)/.exec(found.stdout)?.[1] ?? "0";
    if (!isAtLeast(numbers(go), oldestGo)) throw new Error(`Go ${go} is too old`);

    const sources = join(__dirname, "engine");
    const partial = `${folder}.${process.pid}`;
    const host = "pulumi-language-nodejs";
    const stamp = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${oldest}`;
    const options = ["-trimpath", "-buildvcs=false", "-ldflags", stamp, "-o", `${partial}/`];
    try {
        const temporary = join(partial, "temporary");
        await mkdir(temporary, { recursive: true });
        const goBuild = (module: string, main: string) =>
            run("go", ["build", ...options, `github.com/pulumi/pulumi/${main}`], {
                cwd: join(sources, module),
                env: { ...process.env, GOTMPDIR: temporary },
                interrupted,
            });
        await goBuild("nodejs", `sdk/v3/nodejs/cmd/${host}`);
        await goBuild("cli", "pkg/v3/cmd/pulumi");
        await rename(join(partial, host), join(partial, `${host}-3.68.0`));
        const scripts = [host, "pulumi-resource-pulumi-nodejs"];
        for (const script of scripts) await copyFile(join(sources, script), join(partial, script));
        await mkdir(folder, { recursive: true });
        for (const file of [`${host}-3.68.0`, ...scripts, "pulumi"]) {
            await rename(join(partial, file), join(folder, file));
        }
    } finally {
        await rm(partial, { recursive: true, force: true });
    }
}

interface RunOptions {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly interrupted?: AbortSignal;
}

/** Runs a command to its end, or kills it with all that it has started. */
function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<{ readonly stdout: string }> {
    const { interrupted, ...others } = options;
    interrupted?.throwIfAborted();
    return new Promise((resolve, reject) => {
        const child = execFile(
            file,
            args,
            { ...others, maxBuffer: 64 * 1024 * 1024, timeout: slowest },
            (error, stdout, stderr) => {
                interrupted?.removeEventListener("abort", kill);
                process.off("exit", kill);
                if (error) reject(Object.assign(error, { stderr }));
                else resolve({ stdout });
            },
        );
        const kill = () => {
            if (child.pid !== undefined) killTree(child.pid);
        };
        interrupted?.addEventListener("abort", kill);
        process.once("exit", kill);
    });
}

async function failureOf(attempt: () => Promise<void>): Promise<string | undefined> {
    try {
        await attempt();
        return undefined;
    } catch (error) {
        const { stderr, message } = error as { stderr?: string; message: string };
        return (stderr?.trim().split("\n").at(-1) || message.split("\n")[0])!.slice(0, 300);
    }
}

async function isExecutable(path: string): Promise<boolean> {
    return access(path, constants.X_OK).then(
        () => true,
        () => false,
    );
}

function numbers(text: string): number[] {
    return (/\d+(?:\.\d+)*/.exec(text)?.[0] ?? "0").split(".").map(Number);
}

function isAtLeast(found: number[], wanted: number[]): boolean {
    for (const [index, part] of wanted.entries()) {
        if ((found[index] ?? 0) !== part) return (found[index] ?? 0) > part;
    }
    return true;
}

/** The folder that must be on PATH so that the engine finds its language host and plugins. */
export function folderOf(engine: Engine): string {
    return dirname(engine.executable);
}
