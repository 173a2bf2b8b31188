import type { Result, Run } from "./runRecords";

/** What a run was made with and against. Names of the tenant are no part of it. */
export interface Against {
    /** Version of the program. */
    readonly version: string;
    /** When the run began, e.g. `2026-12-01T10:00:00.000Z`. */
    readonly date: string;
    readonly against: "service" | "workspace" | "emulator";
    /** Of the service. @default the emulators have several */
    readonly tier?: string;
    /** Of the service. @default the emulators have none */
    readonly region?: string;
}

/** A report, as `--json` and `--report FILE.json` write it. */
export interface Report extends Against {
    readonly counts: Readonly<Record<Kind, number>>;
    readonly records: readonly ReportedRecord[];
    /** What was created and could not be deleted, below the service. */
    readonly left: readonly string[];
}

interface ReportedRecord {
    readonly id: string;
    readonly room: string;
    readonly outcome: Kind;
    /** How the answer differs, or why the record did not run. */
    readonly says?: string;
    readonly claim: string;
    readonly source: string;
    readonly date: string;
}

const kinds = ["holds", "differs", "failed", "skipped", "cannot"] as const;
type Kind = (typeof kinds)[number];

/** Kinds as people read them. */
const words: Readonly<Record<Kind, string>> = {
    holds: "hold",
    differs: "differ",
    failed: "could not run to the end",
    skipped: "skipped",
    cannot: "cannot run here",
};

/** The report of a run. @param hide removes names and credentials from what the other side said */
export function reportOf(run: Run, against: Against, hide: (text: string) => string): Report {
    const records = run.results.map((result) => reported(result, hide));
    const count = (kind: Kind) => records.filter(({ outcome }) => outcome === kind).length;
    const counts = Object.fromEntries(kinds.map((kind) => [kind, count(kind)])) as Record<Kind, number>;
    return { ...against, counts, records, left: run.left };
}

/** Whether every record that ran holds, and nothing is left. */
export function isWell({ counts, left }: Report): boolean {
    return counts.differs + counts.failed + left.length === 0;
}

function reported({ record, outcome }: Result, hide: (text: string) => string): ReportedRecord {
    const { id, room, claim, source, date } = record;
    const [kind, says] = Object.entries(outcome)[0] as [Kind, string | true];
    return { id, room, outcome: kind, ...(says !== true && { says: printable(hide(says)) }), claim, source, date };
}

/** Lines for a terminal: what differs, why the rest did not run, and the counts. */
export function reportLines({ records, counts, left }: Report): string[] {
    const those = (kind: Kind) => records.filter(({ outcome }) => outcome === kind);
    return [
        ...[...those("differs"), ...those("failed")].flatMap(({ id, room, outcome, says, claim }) => [
            `${outcome}: ${room}/${id}: ${claim}`,
            `  ${says}`,
        ]),
        ...[...those("skipped"), ...those("cannot")].map(
            ({ id, room, outcome, says }) => `${outcome}: ${room}/${id}: ${says}`,
        ),
        ...left.map((path) => `left: ${path} could not be deleted. Delete it in the service.`),
        `${records.length} records: ${countsIn(counts)}`,
    ];
}

function countsIn(counts: Report["counts"]): string {
    return kinds.map((kind) => `${counts[kind]} ${words[kind]}`).join(", ");
}

/** The report as Markdown, to be sent as it is. */
export function markdown(report: Report): string {
    const { version, date, against, tier, region, records, counts, left } = report;
    const others = { emulator: "the emulators", workspace: "a Databricks workspace" };
    const service = against === "service" ? `API Management, tier ${tier}, region ${region}` : others[against];
    const rows = records.map(({ id, outcome, says = "" }) => `| ${id} | ${outcome} | ${cell(says)} |`);
    return [
        "# Parity report",
        "",
        `- Version: ${version}`,
        `- Date: ${date}`,
        `- Against: ${service}`,
        `- ${records.length} records: ${countsIn(counts)}`,
        ...left.map((path) => `- Left on the service: ${path}`),
        "",
        "| record | outcome | what the service answered, or why it did not run |",
        "|---|---|---|",
        ...rows,
        "",
    ].join("\n");
}

function cell(text: string): string {
    return text.replace(/[\\|<>]/g, "\\$&");
}

/** What an answer chose may not steer a terminal. */
function printable(text: string): string {
    return text.replace(/[\p{C}\u2028\u2029]/gu, " ");
}
