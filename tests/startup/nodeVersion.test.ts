import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "../..");
const { engines, scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const { tooOld } = require("../../startup/nodeVersion") as { tooOld(found: string): string | undefined };

describe("Node", () => {
    it("is refused where it is older than package.json says, by number and not by text", () => {
        const [, major, minor] = /^>=(\d+)\.(\d+)$/.exec(engines.node)!;
        for (const version of ["v4.9.1", "v18.20.8", `v${Number(major)}.${Number(minor) - 1}.9`]) {
            assert.match(
                tooOld(version)!,
                /^Node\.js [\d.]+ or newer is required, and this is v[\d.]+\. Install .*\.$/,
                version,
            );
        }
        for (const version of [`v${major}.${minor}.0`, `v${major}.100.0`, "v22.0.0", "v100.0.0", process.version]) {
            assert.equal(tooOld(version), undefined, version);
        }
    });

    it("is checked by every command before it loads anything, with one line and no trace", () => {
        const directory = mkdtempSync(join(tmpdir(), "serving-gateway-node-"));
        try {
            const older = join(directory, "older.js");
            writeFileSync(older, 'Object.defineProperty(process, "version", { value: "v18.20.8" });\n');
            const commands = Object.entries<string>(scripts).filter(([, script]) => script.startsWith("node "));
            assert.ok(commands.length >= 5);
            for (const [name, script] of commands) {
                assert.ok(script.startsWith("node -r ./startup/requireNode.js "), name);
            }
            const { status, stdout, stderr } = spawnSync(
                process.execPath,
                ["-r", older, ...scripts.start.split(" ").slice(1)],
                { cwd: root, encoding: "utf8" },
            );
            assert.deepEqual([status, stdout], [1, ""]);
            assert.match(stderr, /^error: Node\.js .* is required, and this is v18\.20\.8\. .*\n$/);
        } finally {
            rmSync(directory, { recursive: true, force: true });
        }
    });
});
