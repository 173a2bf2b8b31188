import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "../..");

/** What a process prints that has loaded what every process loads first. */
function printed(script: string, plain = ""): string {
    const env = { ...process.env, SERVING_GATEWAY_PLAIN_STARTUP: plain };
    const args = ["-r", "./startup/register.js", "-e", script];
    return execFileSync(process.execPath, args, { cwd: root, env, encoding: "utf8" }).trim();
}

const loadPulumi = `
    const pulumi = require("@pulumi/pulumi");
    const loaded = () => ["@npmcli/arborist/lib", "typescript/lib"].filter((folder) =>
        Object.keys(require.cache).some((file) => file.replaceAll("\\\\", "/").includes("/node_modules/" + folder + "/")),
    );`;

describe("packages that only serialized functions need", function () {
    this.timeout(60_000);

    it("are not loaded with @pulumi/pulumi, unless SERVING_GATEWAY_PLAIN_STARTUP is set", () => {
        const script = `${loadPulumi} console.log(loaded().join());`;
        assert.equal(printed(script), "");
        assert.equal(printed(script, "1"), "@npmcli/arborist/lib,typescript/lib");
    });

    it("are there for a function that is serialized", () => {
        const script = `${loadPulumi}
            const { computeCodePaths, serializeFunction } = pulumi.runtime;
            Promise.all([serializeFunction(() => "said"), computeCodePaths()]).then(([{ text }, paths]) => {
                console.log(text.includes('"said"'), paths.size > 0, loaded().join());
            });`;
        assert.equal(printed(script), "true true @npmcli/arborist/lib,typescript/lib");
    });
});
