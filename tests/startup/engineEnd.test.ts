import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const engineEnd = join(__dirname, "../../startup/engineEnd.ts");

describe("a process that an engine has started", function () {
    this.timeout(60_000);

    it("ends when the engine is gone, although there is work left", async () => {
        const program = `require(${JSON.stringify(engineEnd)}).endWithEngine(); setTimeout(() => console.log("still there"), 30_000); process.send("up");`;
        // The engine: it starts the program, which says when it is up, and is then killed without a word.
        const engine = `
            const { spawn } = require("node:child_process");
            const args = ["-r", "./startup/register.js", "-e", ${JSON.stringify(program)}];
            const child = spawn(process.execPath, args, { stdio: ["ignore", 1, "ignore", "ipc"] });
            child.once("message", () => process.kill(process.pid, "SIGKILL"));
        `;
        const killed = spawn(process.execPath, ["-e", engine], { stdio: ["ignore", "pipe", "inherit"] });
        // The program has the same standard output: it ends when both are gone.
        const written = text(killed.stdout);
        assert.deepEqual(await once(killed, "exit"), [null, "SIGKILL"]);
        assert.equal(await written, "");
    });
});
