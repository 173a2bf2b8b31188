import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { catalogueFiles, historyFile } from "./catalogue/catalogue";
import { type History, HistoryError, readHistory } from "./catalogue/history";
import { offerOf } from "./catalogue/offer";
import "./closedPipe";
import { EngineError, errorOf, pulumi } from "./engine";
import { errorLine } from "./printable";
import { NotPublishedError } from "./publishedStack";
import { exitForUsage, filled, UsageError, usageError } from "./usage";

interface Options {
    readonly stack: string;
    readonly out: string;
    readonly contact?: string;
}

const command = new Command("catalogue")
    .description(
        "Writes a static site of what a stack publishes, from its state: APIs with contracts, examples and what changed for " +
            "callers, shared URLs, MCP servers, products, and how to get a key.",
    )
    .requiredOption("--stack <name>", "the stack, as pulumi names it", filled)
    .requiredOption("--out <folder>", "where to write it; the history in it is continued", filled)
    .option("--contact <address>", "whom callers ask for a key: a mail address, a URL of a page, or a name", filled)
    .addHelpText(
        "after",
        `\nKeep ${historyFile}: the state has the last contract only, and the history is made from both.`,
    )
    .addHelpText(
        "after",
        "No secret is read or written. Exit code: 0; 1 if there is nothing to write; 2 for wrong usage.",
    )
    .exitOverride(exitForUsage())
    .action(async (options: Options) => {
        process.exitCode = await run(options);
    });

void command.parseAsync();

async function run({ stack, out, contact }: Options): Promise<number> {
    try {
        const before = historyIn(out, stack);
        // Without --show-secrets: secrets stay encrypted.
        const { code, stdout, output } = await pulumi(["stack", "export", "--stack", stack]);
        if (code !== 0) throw errorOf(output, stack);
        const { written, removed } = catalogueFiles(offerOf(stdout, stack), before, contact);
        inFolder(() => {
            for (const [name, text] of written) {
                makeFolder(dirname(join(out, name)));
                writeFileSync(join(out, name), text);
            }
            for (const name of removed) rmSync(join(out, name), { force: true });
        });
        process.stdout.write(`${join(out, "index.html")}\n`);
        return 0;
    } catch (error) {
        const users = [UsageError, EngineError, NotPublishedError, HistoryError].some(
            (known) => error instanceof known,
        );
        if (!users) throw error;
        process.stderr.write(errorLine(error as Error));
        return error instanceof UsageError ? usageError : 1;
    }
}

/** The history of the catalogue that is there. @throws UsageError the folder has other things, which would be overwritten */
function historyIn(out: string, stack: string): History | undefined {
    return inFolder(() => {
        const file = join(out, historyFile);
        if (existsSync(file)) return readHistory(readFileSync(file, "utf8"), stack, file);
        if (!existsSync(out) || readdirSync(out).length === 0) return undefined;
        throw new UsageError(
            `--out: ${out} has files, and no ${historyFile} of a catalogue. Name a new or an empty folder.`,
        );
    });
}

/** One after the other: Node.js tries for ever to make a folder with those that it is in where /proc says that there is none. */
function makeFolder(folder: string): void {
    if (existsSync(folder)) return;
    makeFolder(dirname(folder));
    mkdirSync(folder);
}

/** @throws UsageError the folder cannot be used */
function inFolder<Result>(work: () => Result): Result {
    try {
        return work();
    } catch (error) {
        if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
        throw new UsageError(`--out: ${(error as Error).message}. Name a folder that can be written.`);
    }
}
