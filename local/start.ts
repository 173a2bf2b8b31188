import { Command } from "commander";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import "../commands/closedPipe";
import { claim } from "./claim";
import { type Engine, findEngine } from "./engine";
import { type LocalEnvironment, openLocalEnvironment, program } from "./environment";
import { type Interruption, interruption } from "../emulator/interruption";
import { type LocalStack, type Run } from "./pulumi";
import { type Step, steps } from "./progress";
import { type MadeCall, publishedCalls } from "./publishedCalls";
import { workFolder } from "./workFolder";

interface Walk {
    /** Where everything of this run is kept. */
    readonly directory: string;
    readonly interrupted: AbortSignal;
    engine: Engine;
    environment: LocalEnvironment;
    /** Ids in the emulated subscription before the program ran. */
    before: string[];
    calls: readonly MadeCall[];
}

/** `npm start`: publishes the emulated workspace's endpoints on the real engine, and calls them. */
async function main(): Promise<number> {
    const command = new Command("npm start --")
        .description("Publishes the emulated workspace's endpoints in an emulated API Management, and calls them.")
        .option("--once", "then destroy everything and exit")
        .parse();
    const { once: onlyOnce } = command.opts<{ once?: boolean }>();
    const interrupted = interruption();
    const folder = await workFolder(program);
    const directory = join(folder, "start");
    await claim(directory);
    // Also where the command ends at once.
    process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
    const walk: Pick<Walk, "directory" | "interrupted"> & Partial<Walk> = {
        directory,
        interrupted: interrupted.signal,
    };
    try {
        return await run(walk as Walk, interrupted, onlyOnce);
    } finally {
        await walk.environment?.close();
        await rm(directory, { recursive: true, force: true });
        // Not where there is something else in it.
        if (dirname(folder) !== program) await rmdir(folder).catch(() => undefined);
    }
}

/** @returns the exit code */
async function run(walk: Walk, interrupted: Interruption, onlyOnce = false): Promise<number> {
    const failed = () => interrupted.exitCode ?? 1;
    if (!(await publish(walk))) return failed();
    await report(walk);
    if (onlyOnce) return (await tearDown(walk)) ? 0 : failed();
    await untilInterrupted(walk.interrupted);
    return 0;
}

/** Runs steps, none after an interruption, and tells of one that was interrupted no more than that. */
function interruptible(walk: Walk, all: readonly Step[]): Promise<boolean> {
    const { interrupted } = walk;
    return steps(
        all.map(({ title, run: runStep }) => ({
            title,
            run: async (say) => {
                if (!interrupted.aborted) {
                    await runStep(say).catch((error: unknown) => {
                        if (!interrupted.aborted) throw error;
                    });
                }
                if (interrupted.aborted) throw new Error("interrupted");
            },
        })),
    );
}

function publish(walk: Walk): Promise<boolean> {
    return interruptible(walk, [
        {
            title: "Pulumi engine",
            run: async (say) => {
                walk.engine = await findEngine(say, walk.interrupted);
            },
        },
        {
            title: "emulated workspace and API Management",
            run: async () => {
                const { engine, directory, interrupted } = walk;
                walk.environment = await openLocalEnvironment({ engine, directory, interrupted });
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
                walk.calls = await publishedCalls(walk.environment, say);
            },
        },
    ]);
}

function tearDown(walk: Walk): Promise<boolean> {
    return interruptible(walk, [
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

/** A table of what was published, and calls to copy. Keys are in files, so that no terminal shows them. */
async function report({ directory, environment, calls }: Walk): Promise<void> {
    const { emulator, stack } = environment;
    console.log();
    console.log(row("status", "ms", "published at"));
    for (const { status, milliseconds, url } of calls) console.log(row(status, milliseconds, url));
    const first = calls.find(({ url }) => url.endsWith("/invocations"))!;
    const keys = (await stack.outputs()).subscriptionKeys as Record<string, string>;
    const header = join(directory, "subscription-key");
    const variables = join(directory, "environment");
    await writeFile(header, `Ocp-Apim-Subscription-Key: ${keys[first.name]!}\n`, { mode: 0o600 });
    const openAi = await openAiCall(directory, calls, keys, emulator.access.caFile);
    await writeFile(variables, exports(stack), { mode: 0o600 });
    console.log(
        [
            "",
            `curl --cacert ${relative(process.cwd(), emulator.access.caFile)} -H @${relative(process.cwd(), header)} \\`,
            `  -H 'Content-Type: application/json' -d ${quoted(first.body!)} \\`,
            `  ${first.url}`,
            "",
            ...openAi,
            "",
            `npx pulumi works on this stack in a shell with these variables: . ${relative(process.cwd(), variables)}`,
        ].join("\n"),
    );
}

/** A call of the first chat with OpenAI's Node client, which takes URL and key from its own variables. */
async function openAiCall(
    directory: string,
    calls: Walk["calls"],
    keys: Record<string, string>,
    caFile: string,
): Promise<string[]> {
    const path = "/chat/completions";
    const chat = calls.find(({ url }) => url.endsWith(path));
    if (!chat) return [];
    const { url, name, body } = chat;
    const key = join(directory, "openai-key");
    await writeFile(key, keys[name]!, { mode: 0o600 });
    const program =
        `new (require("openai").OpenAI)().chat.completions.create(${body})` +
        ".then(({ choices }) => console.log(choices[0].message.content))";
    return [
        `NODE_EXTRA_CA_CERTS=${relative(process.cwd(), caFile)} OPENAI_API_KEY=$(cat ${relative(process.cwd(), key)}) \\`,
        `  OPENAI_BASE_URL=${url.slice(0, -path.length)} \\`,
        `  node -e ${quoted(program)}`,
    ];
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

async function untilInterrupted(interrupted: AbortSignal): Promise<void> {
    console.log("\nServing until Ctrl+C.");
    // An abort signal keeps no process alive; the servers do.
    if (!interrupted.aborted) await once(interrupted, "abort");
}

main().then(
    (code) => process.exit(code),
    (error: Error) => {
        console.error(`error: ${error.message}`);
        process.exit(1);
    },
);
