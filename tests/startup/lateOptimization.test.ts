import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

describe("optimizing late", function () {
    this.timeout(60_000);

    /** What V8 reports of what it compiles for speed, and what the process prints to standard error. */
    function traced(before: string): { readonly optimized: string[]; readonly stderr: string } {
        const script = `
            ${before}
            function sum(count) { let sum = 0; for (let index = 0; index < count; index++) sum += index; return sum; }
            for (let round = 0; round < 4_000; round++) sum(10);`;
        const node = ["--trace-opt", "--no-concurrent-recompilation", "-e", script];
        const { stdout, stderr, status } = spawnSync(process.execPath, node, {
            cwd: join(__dirname, "../.."),
            encoding: "utf8",
        });
        assert.equal(status, 0, stderr);
        return {
            optimized: stdout.split("\n").filter((line) => /completed .* sum .*target TURBOFAN/.test(line)),
            stderr,
        };
    }

    it("lets V8 leave a function as it is that runs for a moment", () => {
        const [before, late] = [traced(""), traced(`require("./startup/lateOptimization").optimizeLate();`)];
        assert.notDeepEqual(before.optimized, []);
        assert.deepEqual(late.optimized, []);
    });

    it("names a flag that this V8 has", () => {
        assert.equal(traced(`require("./startup/lateOptimization").optimizeLate();`).stderr, "");
    });
});
