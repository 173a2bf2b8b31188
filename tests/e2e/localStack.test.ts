import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEngine } from "../../local/engine";
import { program } from "../../local/environment";
import { LocalStack, type LocalStackOptions } from "../../local/pulumi";
import { buildTimeout } from "./environment";

describe("a local stack, on the real engine", function () {
    this.timeout(buildTimeout);

    const directories: string[] = [];

    async function logsOf(options: Partial<LocalStackOptions>): Promise<string> {
        const directory = await mkdtemp(join(tmpdir(), "serving-gateway-"));
        directories.push(directory);
        const engine = await findEngine();
        await LocalStack.create({ engine, program, directory, environment: {}, ...options });
        return join(directory, "home", "logs");
    }

    after(() => Promise.all(directories.map((each) => rm(each, { recursive: true, force: true }))));

    it("goes without the engine's own log, as docs/tuning.md says how", async () => {
        assert.equal(await readFile(await logsOf({}), "utf8"), "");
    });

    it("keeps it where somebody asks for it", async () => {
        assert.notDeepEqual(await readdir(await logsOf({ engineLog: true })), []);
    });
});
