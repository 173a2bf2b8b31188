import * as assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sanitize } from "../../../transforms/convert/pipeline";
import { UnimportableError } from "../../../transforms/unimportableError";
import { importable } from "../importable";

// GOLDEN=write writes what the pipeline says now; the diff is then reviewed as a change of the contract.
const golden = join(__dirname, "../..", "golden");
const read = (path: string) => JSON.parse(readFileSync(path, "utf8"));
const casesIn = (folder: string) => readdirSync(folder).filter((name) => /^\d\d-[a-z0-9-]+\.json$/.test(name));

function compare(path: string, actual: unknown): void {
    if (process.env.GOLDEN === "write") writeFileSync(path, `${JSON.stringify(actual, null, 2)}\n`);
    assert.deepEqual(actual, read(path));
}

describe("golden documents", () => {
    for (const name of casesIn(golden)) {
        const path = join(golden, name);
        const inputs = name.endsWith("-records.json") ? "records" : "all";
        it(`converts ${name} (inputs: ${inputs}) and says what changed`, () => {
            const { document, report } = sanitize(read(path), { inputs });
            compare(path.replace(".json", ".expected.json"), document);
            compare(path.replace(".json", ".report.json"), report);
        });

        it(`imports what comes of ${name} (inputs: ${inputs})`, async () => {
            assert.deepEqual(await importable(sanitize(read(path), { inputs }).document), []);
        });
    }
});

describe("golden refusals", () => {
    const folder = join(golden, "invalid");
    for (const name of casesIn(folder)) {
        const path = join(folder, name);
        it(`refuses ${name} with its place, reason and fix`, () => {
            try {
                sanitize(read(path));
            } catch (error) {
                assert.ok(error instanceof UnimportableError, String(error));
                const { pointer, reason, fix } = error;
                compare(path.replace(".json", ".expected.json"), { pointer, reason, fix });
                return;
            }
            assert.fail("The document was accepted.");
        });
    }
});
