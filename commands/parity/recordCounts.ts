import { allRecords, recordRooms } from "../../emulator/records/allRecords";

/** The page that counts records, from the root of the repository. */
export const recordsPageFile = "docs/emulator.md";

const begin = "<!-- counts: npm run -s docs -->\n";
const end = "<!-- end of counts -->";

const topics: Readonly<Record<(typeof recordRooms)[number], string>> = {
    service: "API Management in Azure Resource Manager",
    import: "the import of OpenAPI documents",
    policies: "which policy documents are accepted",
    gateway: "what the gateway does with calls",
    databricks: "the workspace",
};

/** The page with its counts as the records are now. */
export function withRecordCounts(page: string): string {
    const [before, rest] = page.split(begin);
    const after = rest?.split(end)[1];
    if (after === undefined)
        throw new Error(`${recordsPageFile} has to have the lines "${begin.trim()}" and "${end}".`);
    return `${before}${begin}${table()}${end}${after}`;
}

function table(): string {
    const all = allRecords();
    const row = (name: string, records: typeof all) => {
        const inferred = records.filter(({ source }) => /\binferred\b/.test(source)).length;
        const proven = records.filter((record) => record.proven !== undefined).length;
        const shown = records.filter(
            ({ untestable, cannot }) => untestable === undefined && cannot === undefined,
        ).length;
        const cells = [records.length, records.length - inferred, inferred, proven, shown, records.length - shown];
        return `| ${name} | ${cells.join(" | ")} |\n`;
    };
    return [
        "| about | records | with a public source | inferred, at least in part | proven by a report | run against a service | cannot be |\n",
        "|---|---|---|---|---|---|---|\n",
        ...recordRooms.map((room) =>
            row(
                topics[room],
                all.filter((record) => record.room === room),
            ),
        ),
        row("all", all),
    ].join("");
}
