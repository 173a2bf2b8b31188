import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";

/** The program's folder, with Pulumi.yaml. */
const program = join(__dirname, "..");

/** A run of pulumi that failed: what it said, as one text. */
export class EngineError extends Error {}

/** How a run of pulumi ended. */
export interface EngineRun {
    readonly code: number;
    readonly stdout: string;
    /** What it printed, standard output and standard error in the order in which they came. */
    readonly output: string;
}

/**
 * Runs one command of the engine that `npx pulumi` runs, in the program's folder, with the user's environment.
 *
 * @param environment variables beside those of this process
 * @param input what it reads; values that are secret get there this way, because process lists show arguments
 */
export function pulumi(
    args: readonly string[],
    { environment = {}, input = "" }: { environment?: Readonly<Record<string, string>>; input?: string } = {},
): Promise<EngineRun> {
    const [command, ...before] = engine();
    return new Promise((resolve, reject) => {
        const child = spawn(command, [...before, ...args, "--non-interactive", "--color", "never"], {
            cwd: program,
            env: { ...process.env, ...environment },
        });
        const output: string[] = [];
        const stdout: string[] = [];
        child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
            stdout.push(chunk);
            output.push(chunk);
        });
        child.stderr.setEncoding("utf8").on("data", (chunk: string) => output.push(chunk));
        child.on("error", (error) => reject(new EngineError(`pulumi could not be started: ${error.message}`)));
        child.on("close", (code, signal) => {
            if (signal) output.push(`error: pulumi was ended by ${signal}`);
            resolve({ code: code ?? 1, stdout: stdout.join(""), output: output.join("") });
        });
        // An engine that ends early reads nothing.
        child.stdin.on("error", () => undefined).end(input);
    });
}

/** The first pulumi on PATH, as npx looks for it. The one of the `pulumi` package is a script, which Windows cannot run. */
function engine(): [string, ...string[]] {
    const file = process.platform === "win32" ? "pulumi.exe" : "pulumi";
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
        if (folder === "") continue;
        if (basename(folder) === ".bin" && basename(dirname(folder)) === "node_modules") break;
        if (isExecutable(join(folder, file))) return [join(folder, file)];
    }
    return [process.execPath, require.resolve("pulumi/run.js")];
}

function isExecutable(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}

/** What the engine said went wrong, without what it only warns of, and what to do where that is known. */
export function errorOf(output: string, stack: string): EngineError {
    const said = errorsIn(output.split("\n")) || output.trim() || "pulumi failed without a message";
    const advice = /currently locked by/.test(said) ? [locked(stack)] : [];
    return new EngineError([said, ...advice].join("\n"));
}

function locked(stack: string): string {
    return (
        "A killed deployment leaves its lock behind. If no deployment is running, run " +
        `\`npx pulumi cancel --stack ${stack}\`, then this command again.`
    );
}

/** Lines of errors and those that continue them, each once. A line that is nothing but the summary is left out. */
function errorsIn(lines: readonly string[]): string {
    const start = lines.findIndex((line) => line === "Diagnostics:");
    const end = lines.findIndex((line, index) => index > start && /^(Resources|Duration|Outputs):/.test(line));
    const diagnostics = start < 0 ? lines : lines.slice(start + 1, end < 0 ? undefined : end);
    const errors: string[] = [];
    let inError = false;
    for (const line of diagnostics) {
        const text = line.trim();
        // A line such as `  azure-native:apimanagement:Api (churn-api):` begins what is said of another resource.
        const begins = /^(error|warning|info|debug): /.test(text) || /^ {2}\S.* \(.*\):$/.test(line);
        if (begins) inError = text.startsWith("error: ") && !/^error: (update|preview|import) failed$/.test(text);
        if (inError && text !== "" && !errors.includes(text)) errors.push(text);
    }
    return errors.map((line) => line.replace(/^error: /, "")).join("\n");
}
