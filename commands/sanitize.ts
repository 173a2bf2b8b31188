import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { Command, Option } from "commander";
import { jsonText, parseJson } from "../json/jsonText";
import { fallbackDocument } from "../transforms/publication/fallbackDocument";
import { Change, sanitize, Sanitized, SanitizeOptions } from "../transforms/convert/pipeline";
import { publication } from "../transforms/publication/publication";
import type { Routes } from "../transforms/publication/routes";
import { callersDocument } from "../transforms/publication/callers/callersDocument";
import "./closedPipe";
import { EngineError, errorOf, pulumi } from "./engine";
import { publishedApi } from "./callers/publishedApi";
import { printable, printableLines } from "./printable";
import { NotPublishedError } from "./publishedStack";
import { UnimportableError } from "../transforms/unimportableError";
import { sourceOf } from "../databricks/sources/sources";
import { assembleWorkspace } from "../databricks/workspace";
import { WorkspaceError } from "../databricks/workspaceError";
import { asksForJson, exitForUsage, filled, UsageError, usageError } from "./usage";

interface Options {
    readonly inputs?: SanitizeOptions["inputs"];
    readonly include?: readonly string[];
    readonly exclude?: readonly string[];
    readonly routes?: Routes;
    readonly forCallers: boolean;
    readonly stack?: string;
    readonly json: boolean;
}

/** What goes to standard error. */
interface Report {
    readonly data: object;
    readonly lines: readonly string[];
}

const endpointPrefix = "endpoint:";

const command = new Command("sanitize")
    .description("Converts an OpenAPI document into one that Azure API Management can import.")
    .argument(
        "<source>",
        `a JSON file with the document; "-" for standard input; ${endpointPrefix}NAME for the document of a ` +
            "serving endpoint of the workspace in DATABRICKS_HOST, as a stack publishes it",
    )
    .addOption(new Option("--inputs <forms>", 'forms of input to keep (default: "all")').choices(["all", "records"]))
    .option("--include <pattern>", "operations to keep, e.g. '/items/**' or 'GET /items/*'; may be repeated", listed)
    .option("--exclude <pattern>", "operations to leave out; may be repeated", listed)
    .addOption(
        new Option("--routes <paths>", `paths to publish, for ${endpointPrefix}NAME (default: "stable")`).choices([
            "stable",
            "as-published",
            "both",
        ]),
    )
    .option(
        "--for-callers",
        `write the document for callers of ${endpointPrefix}NAME instead: with the gateway's URL and the credentials that it requires, ` +
            "read from the state of the stack that publishes it",
        false,
    )
    .option("--stack <name>", "the stack that publishes it, as pulumi names it; for --for-callers", filled)
    .option("--json", "report as one JSON object on standard error: {changes: [...]} or {error: {...}}", false)
    .addHelpText("after", "\nThe document goes to standard output, a line per change to standard error.")
    .addHelpText("after", "The credential for a workspace comes from the DATABRICKS_ variables.")
    .addHelpText("after", "Exit code: 0, 1 for a document that cannot be read or made importable, 2 for wrong usage.")
    // With --json, standard error has the object alone.
    .configureOutput({ outputError: (message, write) => asksForJson || write(message) })
    .exitOverride(exitForUsage(process.stderr))
    .action(async (source: string, options: Options) => {
        process.exitCode = await run(source, options);
    });

void command.parseAsync();

/** Adds a value of an option that may be repeated. */
function listed(value: string, before: readonly string[] = []): readonly string[] {
    return [...before, value];
}

async function run(source: string, options: Options): Promise<number> {
    const print = ({ data, lines }: Report) => {
        const text = options.json ? [JSON.stringify(data)] : lines.map(printableLines);
        process.stderr.write(text.map((line) => `${line}\n`).join(""));
    };
    try {
        const { document, report, warnings } = await sanitized(source, options);
        print({
            data: { changes: report, ...(warnings.length > 0 && { warnings }) },
            // Two changes at one place may read alike.
            lines: [...new Set([...warnings.map((warning) => `warning: ${warning}`), ...report.map(line)])],
        });
        process.stdout.write(`${jsonText(document, 2)}\n`);
        return 0;
    } catch (error) {
        print(failure(error));
        return error instanceof UsageError ? usageError : 1;
    }
}

async function sanitized(source: string, options: Options): Promise<Sanitized & { warnings: string[] }> {
    if (options.forCallers || options.stack !== undefined) return forCallers(source, options);
    if (source.startsWith(endpointPrefix)) return published(source.slice(endpointPrefix.length), options);
    if (options.routes !== undefined) {
        throw new UsageError(
            `--routes needs to know which served models carry traffic, which ${source} does not say. Remove it, or ` +
                `name an endpoint: ${endpointPrefix}NAME.`,
        );
    }
    return { ...sanitize(parsed(await textOf(source)), { ...options, paths: options }), warnings: [] };
}

/** The document for callers of an API that a stack publishes. @throws UsageError, EngineError, NotPublishedError */
async function forCallers(source: string, options: Options): Promise<Sanitized & { warnings: string[] }> {
    const { stack } = options;
    if (!options.forCallers) throw new UsageError("--stack is for --for-callers. Add --for-callers, or leave it out.");
    if (stack === undefined) {
        throw new UsageError("--for-callers needs the stack that publishes the endpoint. Add --stack NAME.");
    }
    if (!source.startsWith(endpointPrefix)) {
        throw new UsageError(`--for-callers needs an endpoint that the stack publishes: ${endpointPrefix}NAME.`);
    }
    const { inputs, routes, include, exclude } = options;
    if ([inputs, routes, include, exclude].some((given) => given !== undefined)) {
        throw new UsageError(
            "--inputs, --routes, --include and --exclude are the stack's own with --for-callers. Leave them out.",
        );
    }
    const { code, stdout, output } = await pulumi(["stack", "export", "--stack", stack]);
    if (code !== 0) throw errorOf(output, stack);
    const { document, facts, warnings } = publishedApi(stdout, stack, source.slice(endpointPrefix.length));
    return { document: callersDocument(document, facts), report: [], warnings: [...warnings] };
}

/** The document of an endpoint as a stack with these settings publishes it. */
async function published(name: string, options: Options): Promise<Sanitized & { warnings: string[] }> {
    const workspace = assembleWorkspace({}, process.env);
    const source = sourceOf();
    const { model, document, missing } = await source.read(workspace, name);
    const warnings = missing ? [`${missing.failure}. This is a general document for its task.`] : [];
    const found = document ?? fallbackDocument(model, source.target(workspace, model).invocationBase);
    return { ...publication(found, model, { ...options, paths: options }), warnings };
}

/** What writes to standard input may take its time. */
async function textOf(file: string): Promise<string> {
    try {
        return file === "-" ? await text(process.stdin) : await readFile(file, "utf8");
    } catch (error) {
        throw new UsageError(`${(error as Error).message}\nName a readable file, or - for standard input.`);
    }
}

function parsed(text: string): unknown {
    try {
        return parseJson(text.replace(/^\uFEFF/, ""));
    } catch (error) {
        throw new UnimportableError(
            "#",
            `The document is not JSON: ${(error as Error).message}`,
            "Give an OpenAPI document in JSON.",
        );
    }
}

function line({ pointer, construct, effect, detail }: Change): string {
    return printable(`${effect} ${construct} at ${pointer}: ${detail}`);
}

/** @throws the error itself, where it is no user's but a bug */
function failure(error: unknown): Report {
    const report = (data: object, message: string) => ({ data: { error: data }, lines: [`error: ${message}`] });
    if (error instanceof UnimportableError) {
        const { pointer, reason, fix, message } = error;
        return report({ pointer, reason, fix, message }, message);
    }
    if (error instanceof WorkspaceError) {
        const { failure, fix, status, errorCode, message } = error;
        return report({ failure, fix, status, errorCode, message }, message);
    }
    const users = [UsageError, EngineError, NotPublishedError].some((known) => error instanceof known);
    if (users) return report({ message: (error as Error).message }, (error as Error).message);
    throw error;
}
