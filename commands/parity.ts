import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { AzureError } from "../azure/azureError";
import { WorkspaceError } from "../databricks/workspaceError";
import { interruption } from "../emulator/interruption";
import { allRecords, type FiledRecord } from "../emulator/records/allRecords";
import "./closedPipe";
import { emulatedService } from "./parity/emulatedService";
import { hide } from "./parity/hide";
import { realService, realWorkspace } from "./parity/realService";
import { type Against, isWell, markdown, type Report, reportLines, reportOf } from "./parity/report";
import { type Result, runRecords } from "./parity/runRecords";
import { errorLine, printableLines } from "./printable";
import { checkWritable, exitForUsage, filled, UsageError, usageError, wholeNumber } from "./usage";

interface Options {
    readonly emulator: boolean;
    readonly service?: string;
    readonly resourceGroup?: string;
    readonly subscription?: string;
    readonly workspace?: string;
    readonly endpoint?: string;
    readonly agent?: string;
    readonly tableEndpoint?: string;
    readonly tableRow?: string;
    readonly modelService?: string;
    readonly app?: string;
    readonly nobodyTokenEnv?: string;
    readonly only?: readonly string[];
    readonly settle: number;
    readonly minutes: number;
    readonly report?: string;
    readonly json: boolean;
}

const command = new Command("parity")
    .description(
        "Runs every record of expected behavior of Azure API Management and Databricks against the emulators or a real " +
            "service, and says which hold.",
    )
    .option("--emulator", "run against the emulators", false)
    .option("--service <name>", "run against this API Management service", filled)
    .option("--resource-group <name>", "the service's resource group", filled)
    .option("--subscription <id>", "the service's subscription (default: ARM_SUBSCRIPTION_ID)")
    .option(
        "--workspace <host>",
        "a Databricks workspace, for the records about it (default: they are skipped)",
        filled,
    )
    .option("--endpoint <name>", "a serving endpoint of a language model there, which a few small calls query")
    .option("--agent <name>", "a serving endpoint of an agent there, of the task agent/v1/chat or agent/v2/chat")
    .option("--table-endpoint <name>", "a serving endpoint there that takes tables")
    .option("--table-row <json>", "one row that it takes")
    .option("--model-service <name>", "full name of a model service there that answers chats")
    .option("--app <name>", "name of a Databricks App there")
    .option("--nobody-token-env <variable>", "the environment variable with a token of a principal without permissions")
    .option("--only <id...>", "records to run (default: all)")
    .option(
        "--settle <seconds>",
        "how long the gateway has to learn of a change before it is called",
        wholeNumber(0, 999),
        30,
    )
    .option("--minutes <number>", "how long the run may take before it cleans up", wholeNumber(1, 999), 9)
    .option("--report <file>", "write the report there: JSON where the name ends in .json, else Markdown", filled)
    .option("--json", "the report as one JSON object on standard output, or {error}", false)
    .addHelpText("after", "\nEverything that it creates is named parity-... and deleted, also after Ctrl+C.")
    .addHelpText("after", "The report has no names of the tenant. Please send it to us: docs/emulator.md.")
    .addHelpText("after", "Exit code: 0; 1 if a record does not hold or something is left; 2 for wrong usage.")
    .exitOverride(exitForUsage(process.stdout))
    .action(async (options: Options) => {
        process.exitCode = await run(options);
    });

void command.parseAsync();

async function run(options: Options): Promise<number> {
    const interrupted = interruption();
    try {
        if (options.report !== undefined) checkWritable("--report", options.report);
        const report = await reportFor(options, interrupted.signal);
        if (options.report !== undefined) write(options.report, report);
        process.stdout.write(
            options.json ? `${JSON.stringify(report)}\n` : `${reportLines(report).map(printableLines).join("\n")}\n`,
        );
        return interrupted.exitCode ?? (isWell(report) ? 0 : 1);
    } catch (error) {
        if (![UsageError, AzureError, WorkspaceError].some((known) => error instanceof known)) throw error;
        const { message } = error as Error;
        process.stderr.write(errorLine({ message }));
        if (options.json) process.stdout.write(`${JSON.stringify({ error: { message } })}\n`);
        return error instanceof UsageError ? usageError : 1;
    }
}

async function reportFor(options: Options, signal: AbortSignal): Promise<Report> {
    const records = chosen(allRecords(), options.only);
    const { version } = JSON.parse(readFileSync(join(__dirname, "../package.json"), "utf8")) as { version: string };
    const about: Omit<Against, "against"> = { version, date: new Date().toISOString() };
    const prefix = `parity-${randomBytes(4).toString("hex")}`;
    const runOptions = { prefix, parallel: 12, onResult: told };
    if (options.emulator) {
        if (options.service !== undefined) {
            throw new UsageError("--emulator and --service exclude each other. Leave one out.");
        }
        const emulated = await emulatedService();
        try {
            return reportOf(await emulated.run(records, runOptions, signal), { ...about, against: "emulator" }, String);
        } finally {
            await emulated.stop();
        }
    }
    const over = AbortSignal.any([signal, AbortSignal.timeout(options.minutes * 60_000)]);
    const common = { variables: variablesOf(options), signal: over };
    const { workspace } = options;
    if (options.service === undefined && workspace !== undefined) {
        const { where, names } = realWorkspace({ ...common, workspace }, process.env);
        const ran = await runRecords(records, where, runOptions);
        return reportOf(ran, { ...about, against: "workspace" }, (text) => hide(text, names));
    }
    const settings = { ...common, ...placeOf(options), workspace, settleMs: options.settle * 1000 };
    const { where, region, names } = await realService(settings, process.env);
    process.stderr.write(`What this run creates is named ${prefix}-... and deleted again.\n`);
    const ran = await runRecords(records, where, runOptions);
    const hidden = (text: string) => hide(text, names);
    if (ran.upstreamProblem !== undefined) {
        process.stderr.write(`warning: no API could be set up for others to call: ${hidden(ran.upstreamProblem)}\n`);
    }
    return reportOf(ran, { ...about, against: "service", tier: where.tier, region }, hidden);
}

function placeOf({ service, resourceGroup, subscription = process.env.ARM_SUBSCRIPTION_ID }: Options) {
    if (service === undefined) {
        throw new UsageError(
            "Name what to run against: --emulator, --workspace HOST, or --service NAME --resource-group NAME.",
        );
    }
    if (resourceGroup === undefined) throw new UsageError("--service needs --resource-group NAME.");
    if (!subscription) {
        throw new UsageError(
            "--service needs --subscription ID, or ARM_SUBSCRIPTION_ID. `az account show` shows it as id.",
        );
    }
    return { service, resourceGroup, subscription };
}

function variablesOf(options: Options): Readonly<Record<string, string | undefined>> {
    const { endpoint, agent, tableEndpoint, tableRow, modelService, app, nobodyTokenEnv } = options;
    return {
        ENDPOINT: endpoint,
        AGENT: agent,
        TABLE_ENDPOINT: tableEndpoint,
        TABLE_ROW: tableRow,
        MODEL_SERVICE: modelService,
        APP: app,
        NOBODY_TOKEN: nobodyTokenEnv === undefined ? undefined : tokenIn(nobodyTokenEnv),
    };
}

function chosen(records: readonly FiledRecord[], only: readonly string[] | undefined): readonly FiledRecord[] {
    if (only === undefined) return records;
    const unknown = only.find((id) => !records.some((record) => record.id === id));
    if (unknown !== undefined) {
        throw new UsageError(`--only: there is no record "${unknown}". emulator/records has a file for each.`);
    }
    return records.filter(({ id }) => only.includes(id));
}

function told({ record, outcome }: Result): void {
    process.stderr.write(`${Object.keys(outcome)[0]}: ${record.room}/${record.id}\n`);
}

/** By its variable, because process lists show arguments. */
function tokenIn(variable: string): string {
    const token = process.env[variable]?.trim();
    if (token) return token;
    throw new UsageError(`--nobody-token-env: the variable ${variable} is not set. Export it with the token.`);
}

function write(file: string, report: Report): void {
    writeFileSync(file, file.endsWith(".json") ? `${JSON.stringify(report, null, 2)}\n` : markdown(report));
}
