import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { watchProcesses } from "../../bench/publish/processes";

describe("what the benchmark says of processes", function () {
    before(function () {
        if (process.platform !== "linux") this.skip();
    });

    it("counts what a process took that another one has started, after both have ended", async () => {
        const ended = watchProcesses();
        const busy = "const end = process.cpuUsage().user + 400_000; while (process.cpuUsage().user < end);";
        const starter = `require("child_process").spawnSync(process.execPath, ["-e", process.argv[1], "emulator" + "Process"])`;
        await once(spawn(process.execPath, ["-e", starter, busy]), "exit");
        const { processorSeconds, memoryBytes } = ended()!;
        assert.ok(processorSeconds.emulators! > 0.25, JSON.stringify(processorSeconds));
        assert.ok(memoryBytes.others! > 10_000_000, JSON.stringify(memoryBytes));
        assert.equal(memoryBytes.emulators, undefined);
    });
});
