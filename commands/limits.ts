import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { limitsVariable } from "../plan/limitsVariable";
import type { StackLimits } from "../plan/stackLimits";
import "./closedPipe";
import { EngineError, pulumi } from "./engine";
import { limitsLines } from "./limits/words";
import { errorLine, printableLines } from "./printable";
import { recorded } from "./recorded";
import { exitForUsage, filled } from "./usage";

interface Options {
    readonly stack: string;
    readonly json: boolean;
}

const command = new Command("limits")
    .description(
        "Compares what a stack needs with what its API Management service takes, before anything is deployed: " +
            "entities, operations and sizes of policies against the limits of the service's tier, with what others have on " +
            "the service.",
    )
    .requiredOption("--stack <name>", "the stack, as pulumi names it", filled)
    .option("--json", "one JSON object on standard output: {stack, fits, entities, policies, ...} or {error}", false)
    .addHelpText("after", "\nNothing is deployed or changed. The workspace and the service are read.")
    .addHelpText(
        "after",
        "Exit code: 0 if the stack fits; 1 if it does not, or if that cannot be found out; 2 for wrong usage.",
    )
    .exitOverride(exitForUsage(process.stdout))
    .action(async (options: Options) => {
        process.exitCode = await run(options);
    });

void command.parseAsync();

async function run({ stack, json }: Options): Promise<number> {
    const directory = await mkdtemp(join(tmpdir(), "serving-gateway-limits-"));
    try {
        const limits = await recorded<StackLimits>(limitsVariable, join(directory, "limits.json"), { stack, pulumi });
        const fits = limits.problems.length === 0;
        const text = json
            ? [JSON.stringify({ stack, fits, ...limits })]
            : limitsLines(stack, limits).map(printableLines);
        process.stdout.write(`${text.join("\n")}\n`);
        for (const problem of limits.problems) process.stderr.write(errorLine({ message: problem }));
        return fits ? 0 : 1;
    } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        process.stderr.write(errorLine(error));
        if (json) process.stdout.write(`${JSON.stringify({ error: { message: error.message } })}\n`);
        return 1;
    } finally {
        await rm(directory, { recursive: true, force: true });
    }
}
