import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import { adopt, type Adoption, isEmpty } from "./adopt/adopt";
import "./closedPipe";
import { EngineError, pulumi } from "./engine";
import { confirmation, foundLines, nextCommand, outcomeLines, whose } from "./adopt/words";
import { errorLine, printableLines } from "./printable";
import { exitForUsage, filled, UsageError, usageError } from "./usage";

interface Options {
    readonly stack: string;
    readonly yes: boolean;
    readonly json: boolean;
}

const command = new Command("adopt")
    .description(
        "Imports into a stack's state the resources that the stack wants to create and that exist already: after a " +
            "killed deployment, after a lost state, or because the stack is to manage them from now on.",
    )
    .requiredOption("--stack <name>", "the stack, as pulumi names it", filled)
    .option("--yes", "import everything without asking; existing rights count as somebody else's and stay", false)
    .option("--json", "one JSON object on standard output: {found, adopted, ownGrants, next} or {error}", false)
    .addHelpText(
        "after",
        "\nNothing in Azure or the workspace is deleted or changed. `pulumi up` updates what differs.",
    )
    .addHelpText("after", "Exit code: 0, also if there is nothing to adopt; 1 if it fails; 2 for wrong usage.")
    .exitOverride(exitForUsage(process.stdout))
    .action(async (options: Options) => {
        process.exitCode = await run(options);
    });

void command.parseAsync();

async function run(options: Options): Promise<number> {
    const { stack, yes, json } = options;
    // With --json, standard output has the object alone.
    const say = (lines: readonly string[]) =>
        (json ? process.stderr : process.stdout).write(`${lines.map(printableLines).join("\n")}\n`);
    try {
        say([`reading the existing resources of stack "${stack}"`]);
        const adoption = await adopt({
            stack,
            pulumi,
            show: (found) => say(["", ...foundLines(found), ""]),
            confirm: async (found) => yes || ask(confirmation(found, stack)),
            isOurs: async (grant) => !yes && ask(whose(grant)),
        });
        say(isEmpty(adoption.found) ? [nothing] : outcomeLines(adoption, stack));
        if (json) process.stdout.write(`${JSON.stringify(outcome(adoption, stack))}\n`);
        return 0;
    } catch (error) {
        if (!(error instanceof EngineError || error instanceof UsageError)) throw error;
        process.stderr.write(errorLine(error));
        if (json) process.stdout.write(`${JSON.stringify({ error: { message: error.message } })}\n`);
        return error instanceof UsageError ? usageError : 1;
    }
}

const nothing = "Nothing that the stack wants to create exists already. There is nothing to adopt.";

function outcome({ found, adopted, ownGrants, pendingCreates }: Adoption, stack: string): object {
    const { finds, grants, notImportable } = found;
    return { stack, finds, grants, notImportable, adopted, ownGrants, pendingCreates, next: nextCommand(stack) };
}

/** @throws UsageError where nobody can answer */
async function ask(question: string): Promise<boolean> {
    if (!process.stdin.isTTY) {
        throw new UsageError(
            "this needs a confirmation, and standard input is not a terminal. Add --yes to import what is listed.",
        );
    }
    // Standard error, so that a redirected standard output has the answer alone.
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    // Ctrl+C and Ctrl+D mean no. They close it, and by the version of Node.js no answer comes then, or an error.
    const closed = once(terminal, "close").then(() => "");
    const answered = terminal.question(`${question} (y/N) `).catch(() => "");
    try {
        const answer = await Promise.race([answered, closed]);
        return /^y(es)?$/i.test(answer.trim());
    } finally {
        terminal.close();
    }
}
