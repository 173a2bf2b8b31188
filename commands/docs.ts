import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { kinds, sourceOf } from "../databricks/sources/sources";
import { describe, type Member } from "../settings/describe";
import { type Place, type Row, schemaAt, summaryOf } from "../settings/setting";
import { settings } from "../settings/table";
import { recordsPageFile, withRecordCounts } from "./parity/recordCounts";

/** The page that lists every setting, from the root of the repository. */
export const settingsPageFile = "docs/settings.md";

const table: Readonly<Record<string, Row>> = settings;

/** The page as the table makes it. */
export function settingsPage(): string {
    const rows = Object.entries(table).filter(([, { at }]) => at.includes("stack"));
    return `${introduction}
${markdownTable(
    ["key", "what it does", "set at"],
    rows.map(([key, row]) => [link(key), summaryOf(row), row.at.map((place) => places[place]).join(", ")]),
)}
${rows.map(([key, row]) => section(key, row)).join("\n")}`;
}

const introduction = `# Settings

This page lists every key of the stack's configuration. \`npm run -s docs\` writes it from the table in \`settings/\`; do not
edit it by hand.

All keys are below \`serving-gateway:\`. Objects and lists are set in \`Pulumi.<stack>.yaml\`, or with \`--path\`, e.g.
\`pulumi config set --path 'serving-gateway:endpoints[0].name' churn\`; secrets are set with \`--secret\`. A value that cannot be
used and a key that is unknown fail the preview. The message names the key and how to fix it.

If a key can be set at the stack and at an endpoint, the stack's value is the default for all endpoints.
`;

const places: Readonly<Record<Place, string>> = {
    stack: "stack",
    workspace: "workspace",
    endpoint: "endpoint",
    product: "product",
};

function section(key: string, row: Row): string {
    const { type, members } = describe(schemaAt(row, "stack"));
    const facts = [
        `Type: ${type}.`,
        row.needed ? "Required." : `Default: ${value(row.default)}.`,
        `Can be set at: ${row.at.map((place) => places[place]).join(", ")}.`,
    ];
    const entries = entriesOf[key];
    const nameIn = (member: Member) => member.name.replace(/^(\[\]|<name>)\./, "");
    const isMember = (name: string) => members.some((member) => nameIn(member) === name);
    const shared = entries ? Object.keys(table).filter((name) => mayBeBoth(name, entries) && isMember(name)) : [];
    const own = members
        .map((member) => ({ ...member, name: nameIn(member) }))
        .filter(({ name }) => !shared.includes(/^\w+/.exec(name)![0]));
    return [
        `## \`${key}\`\n`,
        `${row.words}\n`,
        `${facts.join(" ")}\n`,
        ...(own.length > 0
            ? [
                  markdownTable(
                      [
                          entries || type.startsWith("list") ? "member of an entry" : "member",
                          "type",
                          "default",
                          "what it does",
                      ],
                      own.map((member) => memberCells(member, entries)),
                  ),
              ]
            : []),
        ...(shared.length > 0
            ? [`An entry can also have, for this ${entries} alone: ${shared.map(link).join(", ")}.\n`]
            : []),
        "```yaml",
        `${stringify({ [`serving-gateway:${key}`]: row.example }, { lineWidth: 0 })}\`\`\`\n`,
    ].join("\n");
}

/** Settings whose entries have settings of their own. */
const entriesOf: Readonly<Record<string, Place>> = {
    workspaces: "workspace",
    ...Object.fromEntries(kinds.map((kind) => [sourceOf(kind).settings.list, "endpoint" as const])),
    products: "product",
};

function mayBeBoth(key: string, place: Place): boolean {
    const { at } = table[key]!;
    return at.includes("stack") && at.includes(place);
}

/** A member that is a setting of endpoints alone is described in the table. */
function memberCells(member: Member, entries: Place | undefined): string[] {
    const row = entries && table[member.name]?.at.includes(entries) ? table[member.name] : undefined;
    const words = row ? `${row.words} Example: ${value(row.example)}` : (member.words ?? "");
    return [
        `\`${member.name}\``,
        member.type,
        member.isRequired ? "required" : member.default === undefined ? "" : value(member.default),
        words,
    ];
}

function value(of: unknown): string {
    return `\`${typeof of === "string" && of !== "" ? of : JSON.stringify(of)}\``;
}

function link(key: string): string {
    return `[\`${key}\`](#${key.toLowerCase()})`;
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
    const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
    return [line(head), `|${"---|".repeat(head.length)}\n`, ...rows.map(line)].join("");
}

if (require.main === module) {
    const at = (file: string) => join(__dirname, "..", file);
    writeFileSync(at(settingsPageFile), settingsPage());
    writeFileSync(at(recordsPageFile), withRecordCounts(readFileSync(at(recordsPageFile), "utf8")));
}
