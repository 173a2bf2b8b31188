import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "../..");

/** Runs `.ci/run` with an npm that runs no tests: it prints what the tests on a version of Node would. */
function run(closing: Readonly<Record<string, readonly [line: string, status: number]>>, tools = "no-such-folder") {
    const folder = mkdtempSync(join(tmpdir(), "ci-"));
    const npm = `#!${process.execPath}
const { mkdirSync } = require("node:fs");
const { join } = require("node:path");
const [command, ...args] = process.argv.slice(2);
if (command === "install") mkdirSync(join(args[args.indexOf("--prefix") + 1], "node_modules"), { recursive: true });
if (command !== "run" && command !== "test") process.exit(0);
const version = command === "test" ? "all" : /\\/(\\d+)[\\d.]+\\/node_modules/.exec(process.env.PATH)[1];
const [line, status] = (${JSON.stringify(closing)})[version] ?? ["10 passed, 0 failed", 0];
console.log("a test\\n" + line);
process.exit(status);
`;
    try {
        writeFileSync(join(folder, "npm"), npm, { mode: 0o755 });
        // A machine without Python, on which nothing can be installed.
        for (const name of ["python3", "apt-get"])
            writeFileSync(join(folder, name), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
        const env = {
            ...process.env,
            PATH: `${folder}:${process.env.PATH}`,
            NODE_OPTIONS: "",
            CLIENT_TOOLS: tools,
        };
        const { status, stdout } = spawnSync("bash", [join(root, ".ci/run")], { env, encoding: "utf8" });
        return { status, lines: stdout.trim().split("\n") };
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

describe("continuous integration", function () {
    this.timeout(180_000);

    const versions = /^nodes=\((.*)\)$/m.exec(readFileSync(join(root, ".ci/run"), "utf8"))![1]!.split(" ");

    it("ends with the sum of all tests on all versions of Node", () => {
        const { status, lines } = run({ all: ["100 passed, 0 failed, 2 skipped", 0] });
        assert.deepEqual([status, lines.at(-1)], [0, "130 passed, 0 failed"]);
    });

    it("fails where tests fail on one version, and says on which", () => {
        const { status, lines } = run({ 24: ["9 passed, 1 failed", 1] });
        assert.deepEqual([status, lines.at(-1)], [1, "39 passed, 1 failed"]);
        assert.ok(lines.some((line) => /^Node 24\.[\d.]+, without an engine: 9 passed, 1 failed$/.test(line)));
    });

    it("fails where the tests on one version end without a last line", () => {
        const { status, lines } = run({ 26: ["Segmentation fault", 139] });
        assert.deepEqual([status, lines.at(-1)], [1, "30 passed, 1 failed"]);
        assert.ok(lines.some((line) => /^Node 26\..*and ended with 139$/.test(line)));
    });

    it("goes on where generators of clients cannot be installed, and says that their clients are left out", () => {
        const { status, lines } = run({}, "");
        assert.deepEqual([status, lines.at(-1)], [0, "40 passed, 0 failed"]);
        assert.ok(
            lines.some((line) => /^left out: generated clients, because tests\/clients\/install failed$/.test(line)),
        );
    });

    it("fails where the whole suite does", () => {
        assert.deepEqual(run({ all: ["9 passed, 1 failed", 1] }).status, 1);
    });

    it("runs on the versions of Node that the README names", () => {
        const [line] = /^Node\.js .*$/m.exec(readFileSync(join(root, "README.md"), "utf8"))!;
        assert.deepEqual(
            versions.filter((version) => !new RegExp(`\\b${version.split(".")[0]}\\b`).test(line)),
            [],
        );
        for (const version of versions) assert.match(version, /^\d+\.\d+\.\d+$/);
    });
});
