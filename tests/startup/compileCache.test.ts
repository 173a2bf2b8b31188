import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import Module from "node:module";
import { join } from "node:path";

const root = join(__dirname, "../..");

/** Where a process keeps compiled modules that has loaded what every process loads first. */
function folder(plain: string): string {
    const { NODE_COMPILE_CACHE: _folder, NODE_DISABLE_COMPILE_CACHE: _off, ...others } = process.env;
    const env = { ...others, SERVING_GATEWAY_PLAIN_STARTUP: plain };
    const script = 'console.log(require("node:module").getCompileCacheDir?.() ?? "none")';
    const args = ["-r", "./startup/register.js", "-e", script];
    return execFileSync(process.execPath, args, { cwd: root, env, encoding: "utf8" }).trim();
}

describe("compiled modules", function () {
    this.timeout(60_000);

    it("are kept in the project's cache by a Node that can, unless SERVING_GATEWAY_PLAIN_STARTUP is set", () => {
        const kept = /node_modules[\\/]\.cache[\\/]databricks-serving-gateway[\\/]compiled/;
        assert.match(folder(""), "enableCompileCache" in Module ? kept : /^none$/);
        assert.equal(folder("1"), "none");
    });
});
