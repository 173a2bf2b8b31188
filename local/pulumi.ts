import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFile, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { type Engine, folderOf, version } from "./engine";
import { killTree } from "./processTree";

/** How a run of the engine ended. */
export interface Run {
    readonly code: number;
    /** Standard output and standard error, in the order in which they came. */
    readonly output: string;
    readonly stdout: string;
}

/** The engine, the program and the folder of a stack. */
export interface LocalStackOptions {
    readonly engine: Engine;
    /** The program's folder, with Pulumi.yaml. */
    readonly program: string;
    /** Where state, configuration and everything else of this stack is kept; nothing of the user's home is used. */
    readonly directory: string;
    /** Stack configuration to start from. @default Pulumi.local.yaml of the program */
    readonly config?: string;
    /** Variables for the engine, the program and the plugins. */
    readonly environment: Readonly<Record<string, string>>;
    /** Ends the engine in the middle of a command. @default nothing does, and a terminal's Ctrl+C reaches the engine too */
    readonly interrupted?: AbortSignal;
    /** Whether the engine keeps its own log, which takes half of its processor time: docs/tuning.md. @default false */
    readonly engineLog?: boolean;
}

const name = "local";

/** What the engine gets to end by itself when it is interrupted, in milliseconds. */
const grace = 10_000;

/** A stack of the program on an engine of its own: own home, own state, no network, providers that run already. */
export class LocalStack {
    private constructor(
        private readonly options: LocalStackOptions,
        /** What the engine's processes get; a shell with these variables works on the same stack. */
        readonly environment: Readonly<Record<string, string>>,
    ) {}

    static async create(options: LocalStackOptions): Promise<LocalStack> {
        const { directory, engine } = options;
        const state = join(directory, "state");
        // `pulumi stack init` writes the stack's salt into the project's folder: this one stands in for the program's.
        const project = join(directory, "project");
        const home = join(directory, "home");
        await mkdir(state, { recursive: true });
        await mkdir(project, { recursive: true });
        // `npx pulumi` looks for its engine here, and would download one into this home.
        await mkdir(join(home, "versions", version), { recursive: true });
        await symlink(folderOf(engine), join(home, "versions", version, "bin"), "junction");
        // The engine goes without its log where it cannot make the folder.
        if (!options.engineLog) await writeFile(join(home, "logs"), "");
        await copyFile(join(options.program, "Pulumi.yaml"), join(project, "Pulumi.yaml"));
        const config = join(project, `Pulumi.${name}.yaml`);
        await copyFile(options.config ?? join(options.program, "Pulumi.local.yaml"), config);
        const stack = new LocalStack(options, {
            ...options.environment,
            PULUMI_HOME: home,
            PULUMI_BACKEND_URL: `file://${state}`,
            PULUMI_CONFIG_PASSPHRASE: randomBytes(16).toString("hex"),
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_OPTION_CONFIG_FILE: config,
            PULUMI_OPTION_STACK: name,
            PATH: `${folderOf(engine)}${delimiter}${process.env.PATH ?? ""}`,
        });
        await stack.must(["stack", "init"], { cwd: project });
        return stack;
    }

    /** Sets one configuration value; it reaches the engine by standard input, so that no process list shows it. */
    async setConfig(path: string, value: string, options: { secret?: boolean } = {}): Promise<void> {
        const flags = options.secret ? ["--secret"] : ["--plaintext"];
        await this.must(["config", "set", "--path", ...flags, `serving-gateway:${path}`], { input: value });
    }

    up(onLine?: (line: string) => void): Promise<Run> {
        return this.run(["up", "--yes", "--skip-preview", "--non-interactive"], { onLine });
    }

    preview(...flags: string[]): Promise<Run> {
        return this.run(["preview", "--diff", "--non-interactive", ...flags]);
    }

    refresh(...flags: string[]): Promise<Run> {
        return this.run(["refresh", "--yes", "--skip-preview", "--diff", "--non-interactive", ...flags]);
    }

    destroy(onLine?: (line: string) => void): Promise<Run> {
        return this.run(["destroy", "--yes", "--skip-preview", "--non-interactive"], { onLine });
    }

    /** The stack's outputs, secrets included. */
    async outputs(): Promise<Record<string, unknown>> {
        return JSON.parse((await this.must(["stack", "output", "--json", "--show-secrets"])).stdout);
    }

    /** The state as text, secrets encrypted. */
    async exportState(): Promise<string> {
        return (await this.must(["stack", "export"])).stdout;
    }

    /** The stack's configuration file as text, secrets encrypted. */
    configFile(): Promise<string> {
        return readFile(this.environment.PULUMI_OPTION_CONFIG_FILE!, "utf8");
    }

    /** Runs one command of the engine to its end; a failing one is told by its code. */
    run(
        args: readonly string[],
        options: {
            cwd?: string;
            input?: string;
            onLine?: (line: string) => void;
            /** Variables for this command alone. */
            environment?: Readonly<Record<string, string>>;
            /** Told the engine's process when it has started. */
            onStart?: (engine: ChildProcess) => void;
        } = {},
    ): Promise<Run> {
        const { interrupted } = this.options;
        return new Promise((resolve, reject) => {
            interrupted?.throwIfAborted();
            const child = spawn(this.options.engine.executable, args, {
                cwd: options.cwd ?? this.options.program,
                env: { ...withoutCloudVariables(process.env), ...this.environment, ...options.environment },
                // The engine takes a second interruption, from a terminal, for the wish to end at once.
                detached: interrupted !== undefined,
            });
            const released = interrupted && endWith(child, interrupted);
            options.onStart?.(child);
            const output: string[] = [];
            const stdout: string[] = [];
            const collect = (chunk: string) => {
                output.push(chunk);
                for (const line of chunk.split("\n")) if (line.trim() !== "") options.onLine?.(line);
            };
            child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
                stdout.push(chunk);
                collect(chunk);
            });
            child.stderr.setEncoding("utf8").on("data", collect);
            child.on("error", reject);
            child.on("close", (code) => {
                released?.();
                resolve({ code: code ?? 1, output: output.join(""), stdout: stdout.join("") });
            });
            // An engine that does not read what it gets says why when it ends.
            child.stdin.on("error", () => undefined).end(options.input ?? "");
        });
    }

    private async must(args: readonly string[], options: { cwd?: string; input?: string } = {}): Promise<Run> {
        const run = await this.run(args, options);
        if (run.code !== 0) throw new Error(`pulumi ${args.join(" ")} failed:\n${run.output}`);
        return run;
    }
}

/**
 * Lets an engine end itself, which ends all that it has started, when its command is interrupted; kills it if it does not,
 * or if this process ends at once.
 *
 * @returns what ends this
 */
function endWith(engine: ChildProcess, interrupted: AbortSignal): () => void {
    const kill = () => {
        if (engine.pid !== undefined) killTree(engine.pid);
    };
    let waiting: NodeJS.Timeout | undefined;
    const interrupt = () => {
        engine.kill("SIGINT");
        waiting = setTimeout(kill, grace);
    };
    interrupted.addEventListener("abort", interrupt);
    process.once("exit", kill);
    return () => {
        clearTimeout(waiting);
        interrupted.removeEventListener("abort", interrupt);
        process.off("exit", kill);
    };
}

/** The embedded default must not reach a real environment by a variable of the user's shell. */
function withoutCloudVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return Object.fromEntries(
        Object.entries(environment).filter(([key]) => !/^(ARM|AZURE|DATABRICKS|PULUMI)_/.test(key)),
    );
}
