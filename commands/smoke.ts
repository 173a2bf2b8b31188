import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { proxiedFetch } from "../databricks/proxiedFetch";
import { WorkspaceError } from "../databricks/workspaceError";
import "./closedPipe";
import { EngineError, errorOf, pulumi } from "./engine";
import { errorLine, printable } from "./printable";
import { NotPublishedError, publishedStack } from "./publishedStack";
import type { Check } from "./smoke/checks";
import { type KeyReport, keyReports } from "./smoke/keys";
import { counts, isWell, junit, tableLines } from "./smoke/report";
import { type Result, smoke } from "./smoke/smoke";
import { stackChecks } from "./smoke/stackChecks";
import { keysIn, type StackOutputs } from "./smoke/stackOutputs";
import { checkWritable, exitForUsage, filled, UsageError, usageError, wholeNumber } from "./usage";

interface Options {
    readonly stack: string;
    readonly only?: readonly string[];
    readonly tokenEnv?: string;
    readonly json: boolean;
    readonly junit?: string;
    readonly timeout: number;
    readonly wait: number;
}

interface Checked {
    readonly results: readonly Result[];
    readonly keys: readonly KeyReport[];
}

const command = new Command("smoke")
    .description(
        "Calls what a stack has published, as its callers do: each API with the example of its own document and a key, and " +
            "without one; streams, APIs that models share, products' keys, and the tools of MCP servers.",
    )
    .requiredOption("--stack <name>", "the stack, as pulumi names it", filled)
    .option("--only <name...>", "APIs, endpoints, products or MCP servers to check (default: all)")
    .option("--token-env <variable>", "the environment variable with a caller's token, where callers need one", filled)
    .option("--timeout <seconds>", "longest wait for one answer", wholeNumber(1, 9999), 240)
    // Record gateway-knows-an-api-within-a-minute.
    .option(
        "--wait <seconds>",
        "how long the gateway may take to know what was just deployed",
        wholeNumber(0, 9999),
        60,
    )
    .option("--json", "one JSON object on standard output: {stack, counts, checks, keys} or {error}", false)
    .option("--junit <file>", "also write the results there, as JUnit's XML", filled)
    .addHelpText(
        "after",
        "\nEach check is one small call. Language models generate at most 16 tokens, unless they refuse that limit.",
    )
    .addHelpText("after", "Exit code: 0; 1 if a check fails or a limit hides its result; 2 for wrong usage.")
    .exitOverride(exitForUsage(process.stdout))
    .action(async (options: Options) => {
        process.exitCode = await run(options);
    });

void command.parseAsync();

async function run(options: Options): Promise<number> {
    const { stack, json } = options;
    try {
        if (options.junit !== undefined) checkWritable("--junit", options.junit);
        const { results, keys } = await resultsOf(options);
        if (options.junit !== undefined) writeFileSync(options.junit, junit(stack, results, keys));
        const text = json
            ? JSON.stringify({ stack, counts: counts(results), checks: results, keys })
            : tableLines(results, keys).join("\n");
        process.stdout.write(`${text}\n`);
        return isWell(results) ? 0 : 1;
    } catch (error) {
        const users = [UsageError, EngineError, NotPublishedError, WorkspaceError].some(
            (known) => error instanceof known,
        );
        if (!users) throw error;
        const { message } = error as Error;
        process.stderr.write(errorLine({ message }));
        if (json) process.stdout.write(`${JSON.stringify({ error: { message } })}\n`);
        return error instanceof UsageError ? usageError : 1;
    }
}

async function resultsOf({ stack, only, tokenEnv, timeout, wait }: Options): Promise<Checked> {
    const token = tokenEnv === undefined ? undefined : tokenIn(tokenEnv);
    const published = publishedStack(await engine(stack, "export"), stack);
    const outputs = JSON.parse(await engine(stack, "output", "--json", "--show-secrets")) as StackOutputs;
    const checks = chosen(stackChecks(stack, published, outputs, token), only, (name) =>
        published.apis.filter(({ endpoint }) => endpoint === name).map(({ key }) => key),
    );
    const secrets = [...keysIn(outputs), ...(token === undefined ? [] : [token])];
    const results = await smoke(checks, {
        fetch: proxiedFetch,
        secrets,
        timeout: timeout * 1000,
        wait: wait * 1000,
        parallel: 4,
        onResult: ({ name, what, outcome }) => process.stderr.write(`${printable(`${outcome}: ${name}, ${what}`)}\n`),
    });
    return { results, keys: keyReports(outputs, only, Date.now()) };
}

async function engine(stack: string, ...args: string[]): Promise<string> {
    const { code, stdout, output } = await pulumi(["stack", ...args, "--stack", stack]);
    if (code !== 0) throw errorOf(output, stack);
    return stdout;
}

function chosen(
    checks: readonly Check[],
    only: readonly string[] | undefined,
    apisOf: (endpoint: string) => readonly string[],
): readonly Check[] {
    if (only === undefined) return checks;
    const known = [...new Set(checks.map(({ name }) => name))].sort();
    const names = only.flatMap((name) => {
        const found = known.includes(name) ? [name] : apisOf(name);
        if (found.length > 0) return found;
        throw new UsageError(`--only: the stack has nothing called "${name}". It has ${known.join(", ")}.`);
    });
    return checks.filter(({ name }) => names.includes(name));
}

/** By its variable, because process lists show arguments. */
function tokenIn(variable: string): string {
    const token = process.env[variable]?.trim();
    if (token) return token;
    throw new UsageError(`--token-env: the variable ${variable} is not set. Export it with a caller's token.`);
}
