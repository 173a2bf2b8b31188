import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { settingsPage, settingsPageFile } from "../../commands/docs";
import { describe as described } from "../../settings/describe";
import { type Row, schemaAt, summaryOf } from "../../settings/setting";
import { settings, stackKeys } from "../../settings/table";

const read = (file: string) => readFileSync(join(__dirname, "../..", file), "utf8");
const rows: [string, Row][] = Object.entries(settings);

describe("the table of settings", () => {
    for (const [key, row] of rows) {
        it(`has an example of ${key} that the settings accept, wherever it may stand`, () => {
            for (const place of row.at) {
                // An endpoint has only a part of what the stack says of telemetry and of an API Center.
                if (place === "endpoint" && ["observability", "apiCenter"].includes(key)) continue;
                const { error } = schemaAt(row, place).safeParse(row.example);
                assert.equal(error, undefined, `${place}: ${error?.message}`);
            }
        });

        it(`says what ${key} does in a first sentence that fits a line, and what each of its members does`, () => {
            assert.ok(summaryOf(row).length <= 120, summaryOf(row));
            const members = row.at.flatMap((place) => described(schemaAt(row, place)).members);
            // Members of entries that are settings are described by their own rows.
            const own = members.filter(({ name }) => !(name.replace(/^(\[\]|<name>)\./, "") in settings));
            assert.deepEqual(
                own.filter(({ words }) => !words?.endsWith(".")).map(({ name }) => name),
                [],
            );
        });
    }

    for (const key of stackKeys) {
        it(`has a default of ${key} that ${"needed" in settings[key] ? "does not do" : "the settings accept"}`, () => {
            const row: Row = settings[key];
            assert.notEqual(row.default, undefined);
            assert.equal(schemaAt(row, "stack").safeParse(row.default).success, !row.needed);
        });
    }

    it("is what Pulumi.yaml has of each key: its type, its default and the first sentence of its words", () => {
        const expected = stackKeys.map((key) => {
            const row: Row = settings[key];
            const type = pulumiType(described(schemaAt(row, "stack")).type);
            return [key, { ...type, default: row.default, description: summaryOf(row) }];
        });
        assert.deepEqual(parse(read("Pulumi.yaml")).config, Object.fromEntries(expected));
    });

    it("is what docs/settings.md was written from (npm run -s docs writes it again)", () => {
        assert.equal(read(settingsPageFile), settingsPage());
    });
});

function pulumiType(type: string): object {
    // Pulumi has no type for a list of strings and objects.
    if (type === "list of strings or object") return {};
    if (type === "list of strings") return { type: "array", items: { type: "string" } };
    if (type.startsWith("list of object")) return { type: "array", items: { type: "object" } };
    if (type.startsWith("object")) return { type: "object" };
    return { type: type === "`true` or `false`" ? "boolean" : "string" };
}
