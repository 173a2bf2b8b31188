import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { documentOf } from "./document";

const root = join(__dirname, "..", "..");

function sanitizeCommand(args: string[], input = "") {
    const command = ["-r", "ts-node/register", "transforms/sanitizeCommand.ts", ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, input, encoding: "utf8" });
    return { status, stdout, stderr };
}

describe("npm run sanitize", function () {
    this.timeout(20_000);

    it("writes the document to standard output and one line per change to standard error", () => {
        const input = JSON.stringify(documentOf({ type: "string", examples: ["a"] }));
        const { status, stdout, stderr } = sanitizeCommand(["-"], input);
        assert.equal(status, 0);
        assert.equal(JSON.parse(stdout).openapi, "3.0.3");
        const lines = stderr.trimEnd().split("\n");
        assert.equal(lines.length, 2);
        assert.match(lines[0]!, /^rewritten examples at #\/paths\/~1invocations\/post\/.*\/schema: /);
    });

    it("reports to machines as one JSON object", () => {
        const { stderr } = sanitizeCommand(["--json", "-"], JSON.stringify(documentOf({ type: "string" })));
        assert.deepEqual(
            JSON.parse(stderr).changes.map(({ construct }: { construct: string }) => construct),
            ["openapi"],
        );
    });

    it("drops dataframe_split for --inputs records", () => {
        const { stdout } = sanitizeCommand(["--inputs", "records", "tests/golden/01-classic-ml.json"]);
        assert.ok(stdout.includes("dataframe_records") && !stdout.includes("dataframe_split"));
    });

    it("exits with 1 and says place, reason and mend for a document that cannot be imported", () => {
        const { status, stdout, stderr } = sanitizeCommand(["tests/golden/invalid/02-no-paths.json"]);
        assert.equal(status, 1);
        assert.equal(stdout, "");
        assert.match(stderr, /^error: #\/paths: The document has no paths/);
    });

    it("exits with 1 for what is no JSON", () => {
        const { status, stderr } = sanitizeCommand(["-"], "<html>Sign in</html>");
        assert.equal(status, 1);
        assert.match(stderr, /^error: #: The document is not JSON/);
    });

    for (const [usage, args] of [
        ["no file", []],
        ["a file that is not there", ["no-such-file.json"]],
        ["an unknown option", ["--fast", "-"]],
        ["an unknown form of input", ["--inputs", "columns", "-"]],
    ] as const) {
        it(`exits with 2 for ${usage}`, () => {
            const { status, stdout } = sanitizeCommand([...args]);
            assert.equal(status, 2);
            assert.equal(stdout, "");
        });
    }
});
