import { execFile } from "node:child_process";
import { access, constants, copyFile, mkdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The version of the `pulumi` package, which is the engine that this project is tested with. */
const version: string = require("pulumi/package.json").version;

/** The oldest Go that the engine's modules build with; see local/engine/cli/go.mod. */
const oldestGo = [1, 25, 11];

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
 * @throws Error that names the three ways, where none works
 */
export async function findEngine(progress: (line: string) => void = () => {}): Promise<Engine> {
    const onPath = await engineOnPath();
    if (onPath) return { executable: onPath, origin: "PATH" };

    const home = process.env.PULUMI_HOME ?? join(homedir(), ".pulumi");
    const folder = join(home, "versions", version, "bin");
    const executable = join(folder, process.platform === "win32" ? "pulumi.exe" : "pulumi");
    if (await isExecutable(executable)) return { executable, origin: "cache" };

    progress(`downloading the Pulumi engine ${version}`);
    const notDownloaded = await failureOf(download);
    if (!notDownloaded && (await isExecutable(executable))) return { executable, origin: "download" };

    progress(
        `building the Pulumi engine ${version} from Go modules, once on this machine (about 5 minutes on 2 cores)`,
    );
    const notBuilt = await failureOf(() => build(folder));
    if (!notBuilt) return { executable, origin: "build" };

    throw new Error(
        [
            `no Pulumi engine ${version} could be had. One of these is needed:`,
            `  - a pulumi ${version} or newer on PATH: none was found`,
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
        if (found && isAtLeast(numbers(found.stdout), numbers(version))) return candidate;
    }
    return undefined;
}

async function download(): Promise<void> {
    await run(process.execPath, [require.resolve("pulumi/run.js"), "version"], { timeout: 10 * 60_000 });
}

/** Builds into a folder beside the wanted one; the executable comes last, so a broken build leaves none behind. */
async function build(folder: string): Promise<void> {
    const found = await run("go", ["version"]);
    const go = /go(\d+(?:\.\d+)*)/.exec(found.stdout)?.[1] ?? "0";
    if (!isAtLeast(numbers(go), oldestGo)) throw new Error(`Go ${go} is too old`);

    const sources = join(__dirname, "engine");
    const partial = `${folder}.${process.pid}`;
    const stamp = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
    try {
        await mkdir(partial, { recursive: true });
        await goBuild(join(sources, "nodejs"), "sdk/v3/nodejs/cmd/pulumi-language-nodejs", partial, stamp);
        await goBuild(join(sources, "cli"), "pkg/v3/cmd/pulumi", partial, stamp);
        await copyFile(join(sources, "pulumi-resource-pulumi-nodejs"), join(partial, "pulumi-resource-pulumi-nodejs"));
        await mkdir(folder, { recursive: true });
        for (const file of ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs", "pulumi"]) {
            await rename(join(partial, file), join(folder, file));
        }
    } finally {
        await rm(partial, { recursive: true, force: true });
    }
}

async function goBuild(module: string, main: string, folder: string, stamp: string): Promise<void> {
    const options = ["-trimpath", "-buildvcs=false", "-ldflags", stamp, "-o", `${folder}/`];
    await run("go", ["build", ...options, `github.com/pulumi/pulumi/${main}`], {
        cwd: module,
        maxBuffer: 64 * 1024 * 1024,
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
