import { Command } from "commander";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { type Engine, findEngine } from "./engine";
import { type LocalEnvironment, openLocalEnvironment, program } from "./environment";
import { type LocalStack, type Run } from "./pulumi";
import { steps } from "./progress";
import { call, type CallResult, type PublishedCall, publishedCalls } from "./publishedCalls";

interface Walk {
    engine: Engine;
    environment: LocalEnvironment;
    /** Ids in the emulated subscription before the program ran. */
    before: string[];
    calls: { target: PublishedCall; result: CallResult }[];
}

const directory = join(program, ".local", "start");

/** `npm start`: publishes the emulated workspace's endpoints on the real engine, and calls them. */
async function main(): Promise<number> {
    const command = new Command("npm start --")
        .description("Publishes the emulated workspace's endpoints in an emulated API Management, and calls them.")
        .option("--once", "then destroy everything and exit")
        .parse();
    const { once } = command.opts<{ once?: boolean }>();
    await claimDirectory();
    const walk: Partial<Walk> = {};
    try {
        if (!(await publish(walk as Walk))) return 1;
        await report(walk as Walk);
        if (once) return (await tearDown(walk as Walk)) ? 0 : 1;
        await untilInterrupted();
        return 0;
    } finally {
        await walk.environment?.close();
        await rm(directory, { recursive: true, force: true });
    }
}

function publish(walk: Walk): Promise<boolean> {
    return steps([
        {
            title: "Pulumi engine",
            run: async (say) => {
                walk.engine = await findEngine(say);
            },
        },
        {
            title: "emulated workspace and API Management",
            run: async () => {
                walk.environment = await openLocalEnvironment({ engine: walk.engine, directory });
                walk.before = walk.environment.emulator.arm.store.ids();
            },
        },
        {
            title: "pulumi up",
            run: async (say) => succeed("up", await walk.environment.stack.up(say)),
        },
        {
            title: "calls through the gateway",
            run: async (say) => {
                walk.calls = await callAll(walk.environment, say);
            },
        },
    ]);
}

function tearDown(walk: Walk): Promise<boolean> {
    return steps([
        {
            title: "pulumi destroy",
            run: async (say) => succeed("destroy", await walk.environment.stack.destroy(say)),
        },
        {
            title: "nothing left behind",
            run: async () => {
                const left = walk.environment.emulator.arm.store.ids().filter((id) => !walk.before.includes(id));
                if (left.length > 0) throw new Error(`pulumi destroy left behind:\n  ${left.join("\n  ")}`);
            },
        },
    ]);
}

async function callAll(environment: LocalEnvironment, progress: (line: string) => void): Promise<Walk["calls"]> {
    const ca = await readFile(environment.emulator.access.caFile, "utf8");
    const outputs = await environment.stack.outputs();
    const keys = outputs.subscriptionKeys as Record<string, string>;
    const calls: Walk["calls"] = [];
    for (const target of publishedCalls(await environment.stack.exportState(), outputs)) {
        progress(target.url);
        const result = await call(target, keys[target.endpoint]!, ca);
        if (result.status !== 200) throw new Error(`${target.url} answered ${result.status}: ${result.body}`);
        calls.push({ target, result });
    }
    return calls;
}

/** A table of what was published, and one call to copy. The key is in a file, so that no terminal shows it. */
async function report({ environment, calls }: Walk): Promise<void> {
    const { emulator, stack } = environment;
    console.log();
    console.log(row("status", "ms", "published at"));
    for (const { target, result } of calls) console.log(row(result.status, result.milliseconds, target.url));
    const { target } = calls[0]!;
    const keys = (await stack.outputs()).subscriptionKeys as Record<string, string>;
    const header = join(directory, "subscription-key");
    const variables = join(directory, "environment");
    await writeFile(header, `Ocp-Apim-Subscription-Key: ${keys[target.endpoint]!}\n`, { mode: 0o600 });
    await writeFile(variables, exports(stack), { mode: 0o600 });
    console.log(
        [
            "",
            `curl --cacert ${relative(process.cwd(), emulator.access.caFile)} -H @${relative(process.cwd(), header)} \\`,
            `  -H 'Content-Type: application/json' -d ${quoted(target.body)} \\`,
            `  ${target.url}`,
            "",
            `npx pulumi works on this stack in a shell with these variables: . ${relative(process.cwd(), variables)}`,
        ].join("\n"),
    );
}

function row(status: string | number, milliseconds: string | number, url: string): string {
    return `${String(status).padStart(6)}  ${String(milliseconds).padStart(5)}  ${url}`;
}

function exports(stack: LocalStack): string {
    return Object.entries(stack.environment)
        .map(([key, value]) => `export ${key}=${quoted(value)}\n`)
        .join("");
}

function quoted(text: string): string {
    return `'${text.replaceAll("'", "'\\''")}'`;
}

function succeed(what: string, run: Run): void {
    if (run.code !== 0) throw new Error(`pulumi ${what} failed:\n${run.output}`);
}

async function untilInterrupted(): Promise<void> {
    console.log("\nServing until Ctrl+C.");
    await new Promise<void>((resolve) => {
        process.once("SIGINT", resolve);
        process.once("SIGTERM", resolve);
    });
}

/** Two runs at once would share one stack. */
async function claimDirectory(): Promise<void> {
    const file = join(directory, "pid");
    const pid = Number(await readFile(file, "utf8").catch(() => ""));
    if (pid > 0 && isRunning(pid)) {
        console.error(`npm start runs already, as process ${pid}. Stop it first.`);
        process.exit(1);
    }
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
    await writeFile(file, String(process.pid));
}

function isRunning(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch {
        return false;
    }
}

void main().then((code) => process.exit(code));
