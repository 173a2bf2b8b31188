import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { recordsPageFile, withRecordCounts } from "../../../commands/parity/recordCounts";
import { rights } from "../../../commands/parity/rights";

describe("the page about the emulators' records", () => {
    const page = readFileSync(join(__dirname, "../../..", recordsPageFile), "utf8");

    it("counts the records as they are (`npm run -s docs` writes it)", () => {
        assert.equal(page, withRecordCounts(page));
    });

    it("lists the rights with which the records run against the emulators", () => {
        assert.ok(page.includes(`\`\`\`text\n${rights.join("\n")}\n\`\`\``), rights.join("\n"));
    });
});
