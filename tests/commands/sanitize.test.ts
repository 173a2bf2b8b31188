import * as assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { join } from "node:path";
import { type EmulatedWorkspace, startWorkspace } from "../../emulator/workspace/server";
import { documentOf } from "../transforms/document";

const root = join(__dirname, "..", "..");

function sanitizeCommand(args: string[], input = "") {
    const command = ["-r", "./startup/register.js", "commands/sanitize.ts", ...args];
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

    it("waits for a document that comes late", async () => {
        // By the first turn of its event loop, the command has looked for what is there.
        const code = 'setImmediate(() => process.send("looked")); require("./commands/sanitize.ts")';
        const child = spawn(process.execPath, ["-r", "./startup/register.js", "-e", code, "--", "-"], {
            cwd: root,
            stdio: ["pipe", "pipe", "ignore", "ipc"],
        });
        const [stdout, ended] = [text(child.stdout!), once(child, "close")];
        child.stdin!.on("error", () => undefined);
        await once(child, "message");
        child.stdin!.end(JSON.stringify(documentOf({ type: "string" })));
        assert.equal(JSON.parse(await stdout).openapi, "3.0.3");
        assert.deepEqual(await ended, [0, null]);
    });

    it("writes numbers with all their digits", () => {
        const schema = { type: "integer", format: "int64", enum: ["ID"], maximum: "MOST" };
        const document = JSON.stringify(documentOf(schema)).replace('"ID"', "1234567890123456789");
        const { stdout } = sanitizeCommand(["-"], document.replace('"MOST"', "9223372036854775807"));
        assert.match(stdout, / 1234567890123456789\n/);
        assert.match(stdout, /"maximum": 9223372036854775807,/);
    });

    it("reports to machines as one JSON object", () => {
        const { stderr } = sanitizeCommand(["--json", "-"], JSON.stringify(documentOf({ type: "string" })));
        assert.deepEqual(
            JSON.parse(stderr).changes.map(({ construct }: { construct: string }) => construct),
            ["openapi"],
        );
    });

    it("reports names to machines as they are, and to people without what steers a terminal", () => {
        const operation = { responses: { "200": { description: "ok", content: { "text/csv": {} } } }, servers: [] };
        const document = JSON.stringify({ ...documentOf({}), paths: { "/soft\u00ad\nhyphen": { post: operation } } });
        const { changes } = JSON.parse(sanitizeCommand(["--json", "-"], document).stderr);
        const pointers = changes.map(({ pointer }: { pointer: string }) => pointer).join();
        assert.match(pointers, /soft\u00ad\nhyphen/);
        assert.match(sanitizeCommand(["-"], document).stderr, /soft  hyphen/);
    });

    it("drops dataframe_split for --inputs records", () => {
        const { stdout } = sanitizeCommand(["--inputs", "records", "tests/golden/01-classic-ml.json"]);
        assert.ok(stdout.includes("dataframe_records") && !stdout.includes("dataframe_split"));
    });

    it("prints a line once where two changes read alike", () => {
        const lines = sanitizeCommand(["tests/golden/01-classic-ml.json"]).stderr.split("\n");
        assert.deepEqual([...new Set(lines)], lines);
    });

    it("keeps the operations that --include and --exclude pick", () => {
        const operation = { responses: { "200": { description: "ok" } } };
        const paths = { "/items": { get: operation, delete: operation }, "/users": { get: operation } };
        const document = JSON.stringify({ ...documentOf({}), paths });
        const { stdout } = sanitizeCommand(["--include", "/items", "--exclude", "DELETE /**", "-"], document);
        assert.deepEqual(
            Object.entries(JSON.parse(stdout).paths).map(([path, item]) => [path, Object.keys(item as object)]),
            [["/items", ["get"]]],
        );
        const { status, stderr } = sanitizeCommand(["--include", "/itms", "-"], document);
        assert.equal(status, 1);
        assert.match(stderr, /^error: #\/paths: The pattern "\/itms" .*\n.* "\/items", "\/users"/);
    });

    it("quotes a text that is no document without what steers a terminal", () => {
        const { status, stderr } = sanitizeCommand(["-"], "\u001b]0;title\u0007\u001b[2J{");
        assert.equal(status, 1);
        assert.match(stderr, /^error: #: The document is not JSON: /);
        assert.doesNotMatch(stderr, /[^\P{C}\n]/u);
    });

    it("exits with 1 and says place, reason and fix for a document that cannot be imported", () => {
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
        ["unknown routes", ["--routes", "latest", "endpoint:churn"]],
        ["routes of a file, which tells of no traffic", ["--routes", "stable", "-"]],
        ["callers of a file, which nobody publishes", ["--for-callers", "--stack", "dev", "-"]],
        ["callers without a stack", ["--for-callers", "endpoint:churn"]],
        ["a stack without callers", ["--stack", "dev", "endpoint:churn"]],
        ["callers with paths", ["--for-callers", "--stack", "dev", "--include", "/**", "endpoint:churn"]],
        ["callers with routes", ["--for-callers", "--stack", "dev", "--routes", "both", "endpoint:churn"]],
    ] as const) {
        it(`exits with 2 for ${usage}`, () => {
            const { status, stdout } = sanitizeCommand([...args]);
            assert.equal(status, 2);
            assert.equal(stdout, "");
        });
    }
});

describe("npm run sanitize -- endpoint:NAME", () => {
    let workspace: EmulatedWorkspace;
    before(async () => {
        workspace = await startWorkspace();
    });
    after(() => workspace.close());

    /** Does not wait in this process's only thread, which the workspace needs. */
    async function sanitizeEndpoint(args: string[], token = workspace.token) {
        const { PATH } = process.env;
        const env = { PATH, DATABRICKS_HOST: workspace.url, DATABRICKS_TOKEN: token };
        const child = spawn(process.execPath, ["-r", "./startup/register.js", "commands/sanitize.ts", ...args], {
            cwd: root,
            env,
        });
        const exited = new Promise<number | null>((resolve) => child.on("close", resolve));
        const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
        return { stdout, stderr, status };
    }

    it("writes the endpoint's document as it is published, under stable paths", async () => {
        const { stdout, stderr, status } = await sanitizeEndpoint(["endpoint:wine-quality"]);
        assert.equal(status, 0, stderr);
        const { info, paths } = JSON.parse(stdout);
        assert.equal(info.description, "Predicts the quality of a wine from its measurements.");
        assert.deepEqual(Object.keys(paths), ["/invocations"]);
        assert.match(stderr, /^rewritten paths at #\/paths\/~1served-models~1wine_quality-3~1invocations: /);
    });

    it("keeps the document's own paths for --routes as-published", async () => {
        const { stdout } = await sanitizeEndpoint(["--routes", "as-published", "endpoint:wine-quality"]);
        assert.deepEqual(Object.keys(JSON.parse(stdout).paths), ["/served-models/wine_quality-3/invocations"]);
    });

    it("warns where the endpoint serves no document, and writes a general one", async () => {
        workspace.setDocument("llama-chat", "");
        const { stdout, stderr, status } = await sanitizeEndpoint(["--json", "endpoint:llama-chat"]);
        assert.equal(status, 0, stderr);
        assert.match(JSON.parse(stderr).warnings[0], /^endpoint "llama-chat": its OpenAPI document is empty\. /);
        assert.match(stdout, /"messages"/);
    });

    it("exits with 1 and the workspace's refusal, without the token", async () => {
        const { stdout, stderr, status } = await sanitizeEndpoint(["endpoint:wine-quality"], "dapi-marker");
        assert.equal(status, 1);
        assert.equal(stdout, "");
        assert.match(stderr, /^error: endpoint "wine-quality": the workspace answered 403/);
        assert.doesNotMatch(stderr, /marker| {4}at /);
    });
});
