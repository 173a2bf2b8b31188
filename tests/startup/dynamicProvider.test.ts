import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const root = join(__dirname, "../..");

describe("the plugin for dynamic resources", function () {
    this.timeout(60_000);

    it("is the one that Pulumi.yaml names, and serves as that of @pulumi/pulumi does", async () => {
        const { plugins } = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8"));
        const [{ name, path }] = plugins.providers;
        const executable = join(root, path, `pulumi-resource-${name}`);
        const plugin = spawn(executable, ["127.0.0.1:1"], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
        try {
            // The engine reads the port from the first line.
            const [line] = await once(plugin.stdout, "data");
            assert.match(String(line), /^\d+\n$/);
        } finally {
            plugin.kill();
        }
    });
});
