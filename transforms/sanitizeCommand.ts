import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { sanitize, SanitizeOptions } from "./pipeline";
import { UnimportableError } from "./unimportableError";

const usageError = 2;

const command = new Command("sanitize")
    .description("Writes an OpenAPI document as Azure API Management can import it.")
    .argument("<file>", 'the document, as JSON; "-" is standard input')
    .addOption(new Option("--inputs <forms>", "which forms of input stay").choices(["all", "records"]).default("all"))
    .option("--json", "report as one JSON object on standard error: {changes: [...]} or {error: {...}}", false)
    .addHelpText("after", "\nThe document goes to standard output, a line per change to standard error.")
    .addHelpText("after", "Exit code: 0, 1 for a document that cannot be made importable, 2 for wrong usage.")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : usageError))
    .action((file: string, options: { inputs: SanitizeOptions["inputs"]; json: boolean }) => {
        process.exitCode = run(file, options.inputs, options.json);
    });

command.parse();

function run(file: string, inputs: SanitizeOptions["inputs"], json: boolean): number {
    const report = (data: object, lines: string[]) => {
        const text = json ? [JSON.stringify(data)] : lines;
        process.stderr.write(text.map((line) => `${line}\n`).join(""));
    };
    let text: string;
    try {
        text = readFileSync(file === "-" ? process.stdin.fd : file, "utf8");
    } catch (error) {
        const { message } = error as Error;
        report({ error: { message } }, [`error: ${message}`, "Give a file that can be read, or - for standard input."]);
        return usageError;
    }
    try {
        const { document, report: changes } = sanitize(parsed(text), { inputs });
        report(
            { changes },
            changes.map(({ pointer, construct, effect, detail }) => `${effect} ${construct} at ${pointer}: ${detail}`),
        );
        process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
        return 0;
    } catch (error) {
        if (!(error instanceof UnimportableError)) throw error;
        const { pointer, reason, mend, message } = error;
        report({ error: { pointer, reason, mend, message } }, [`error: ${message}`]);
        return 1;
    }
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text.replace(/^\uFEFF/, ""));
    } catch (error) {
        throw new UnimportableError(
            "#",
            `The document is not JSON: ${(error as Error).message}`,
            "Give an OpenAPI document in JSON.",
        );
    }
}
