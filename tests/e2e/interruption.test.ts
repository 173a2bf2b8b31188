import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";

const root = join(__dirname, "../..");
const start = ["-r", "./startup/requireNode.js", "-r", "./startup/register.js", "local/start.ts"];
const emulator = ["-r", "./startup/requireNode.js", "-r", "./startup/register.js", "emulator/command.ts", "--json"];

/** Answers what is asked before `up`; `up` starts another process, and ends by no signal that it can ignore. */
const fakeEngine = `#!/bin/sh
case "$1" in
    version) echo v3.999.0 ;;
    up) trap '' INT TERM; sleep 300 & echo "engine $$ and its child $!"; wait ;;
esac
`;
/** Builds for ever. */
const fakeGo = `#!/bin/sh
case "$1" in
    version) echo "go version go1.99.0 linux/amd64" ;;
    build) sleep 300 & echo "go $$ and its child $!" > "$RUNNING"; wait ;;
esac
`;
const offline = 'globalThis.fetch = () => Promise.reject(new Error("getaddrinfo ENOTFOUND get.pulumi.com"));\n';
const noPorts = `
    const { Server } = require("node:net");
    Server.prototype.listen = function () {
        process.nextTick(() => this.emit("error", new Error("listen EADDRNOTAVAIL: address not available 127.0.0.1")));
        return this;
    };
`;

/** The local commands in a checkout of their own, so that what they leave behind can be seen. */
describe("local commands that are interrupted, or cannot start", function () {
    this.timeout(120_000);

    let directory: string;
    let checkout: string;
    let bin: string;
    let environment: Record<string, string>;
    const running: ChildProcess[] = [];

    before(function () {
        // Processes are looked up there.
        if (!existsSync("/proc/self")) this.skip();
    });
    beforeEach(() => {
        directory = mkdtempSync(join(tmpdir(), "serving-gateway-"));
        [checkout, bin] = [join(directory, "checkout"), join(directory, "bin")];
        for (const folder of [checkout, bin, join(directory, "temporary")]) mkdirSync(folder);
        const settings = ["package.json", "tsconfig.json", "Pulumi.yaml", "Pulumi.local.yaml"];
        for (const part of [
            "commands",
            "databricks",
            "emulator",
            "json",
            "local",
            "startup",
            "transforms",
            ...settings,
        ]) {
            cpSync(join(root, part), join(checkout, part), { recursive: true });
        }
        symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
        symlinkSync(process.execPath, join(bin, "node"));
        environment = {
            PATH: `${bin}:/usr/bin:/bin`,
            PULUMI_HOME: join(directory, "home"),
            TMPDIR: join(directory, "temporary"),
            RUNNING: join(directory, "running"),
        };
    });
    afterEach(async () => {
        for (const child of running.splice(0)) {
            if (child.exitCode !== null || child.signalCode !== null) continue;
            child.kill("SIGKILL");
            await once(child, "close");
        }
        rmSync(directory, { recursive: true, force: true });
    });

    it("ends the engine and all that it started, and removes the folder, by Ctrl+C in the middle of pulumi up", async () => {
        tool("pulumi", fakeEngine);
        const command = run(process.execPath, start);
        const [, ...pids] = /engine (\d+) and its child (\d+)/.exec(await command.line(/^› engine/))!;
        command.child.kill("SIGINT");
        // What does not end by itself is killed after a while; a second Ctrl+C does not wait for that.
        await delay(500);
        command.child.kill("SIGINT");
        assert.equal(await command.ended, 130, command.output());
        await gone(pids);
        nothingLeft();
        assert.doesNotMatch(command.output(), /\n\s+at .+:\d+:\d+/);
    });

    it("says no more than that it was interrupted, and waits for what ends by itself", async () => {
        tool("pulumi", fakeEngine.replace("trap '' INT TERM; ", "trap 'kill $!; exit 1' INT; "));
        const command = run(process.execPath, start);
        const [, ...pids] = /engine (\d+) and its child (\d+)/.exec(await command.line(/^› engine/))!;
        command.child.kill("SIGTERM");
        assert.equal(await command.ended, 143, command.output());
        assert.match(command.output(), /✖ .*interrupted/);
        assert.doesNotMatch(command.output(), /failed:/);
        await gone(pids);
        nothingLeft();
    });

    it("ends the build of an engine, and removes what there is of it", async () => {
        tool("go", fakeGo);
        const command = run(process.execPath, start, offline);
        await command.line(/^› building the Pulumi engine/);
        const [, ...pids] = /go (\d+) and its child (\d+)/.exec(await written(environment.RUNNING!))!;
        command.child.kill("SIGINT");
        assert.equal(await command.ended, 130, command.output());
        await gone(pids);
        nothingLeft();
        const found = readdirSync(environment.PULUMI_HOME!, { recursive: true, withFileTypes: true });
        assert.deepEqual(
            found.filter((entry) => entry.isFile()),
            [],
        );
    });

    it("names the three ways to an engine where there is no network and no Go", async () => {
        const command = run(process.execPath, start, offline);
        assert.equal(await command.ended, 1);
        assert.match(command.output(), /no Pulumi engine [\d.]+ or newer is available\. One of these is needed:/);
        assert.match(command.output(), /the download by the pulumi package: .*ENOTFOUND get\.pulumi\.com/);
        assert.match(command.output(), /to build it from modules: no `go` was found on PATH/);
        assert.doesNotMatch(command.output(), /\n\s+at .+:\d+:\d+|undefined/);
        nothingLeft();
    });

    for (const whom of ["npm", "node"] as const) {
        it(`ends with all that it started when ${whom} gets SIGTERM: npm start`, async () => {
            tool("pulumi", fakeEngine.replace("trap '' INT TERM; ", "trap 'kill $!; exit 1' INT; "));
            const command = run("npm", ["start"]);
            const [, ...pids] = /engine (\d+) and its child (\d+)/.exec(await command.line(/^› engine/))!;
            const [node] = readFileSync(join(checkout, ".local/start/pid"), "utf8").split("\n") as [string];
            process.kill(whom === "npm" ? command.child.pid! : Number(node), "SIGTERM");
            assert.notEqual(await command.ended, 0);
            await gone([node, ...pids]);
            nothingLeft();
        });

        it(`ends when ${whom} gets SIGTERM: npm run emulator`, async () => {
            const command = run("npm", ["run", "-s", "emulator", "--", "--json"]);
            const { caFile } = JSON.parse(await command.line(/^\{/));
            const node = nodeBelow(command.child.pid!);
            process.kill(whom === "npm" ? command.child.pid! : node, "SIGTERM");
            await command.ended;
            await gone([String(node)]);
            assert.equal(existsSync(caFile), false);
            nothingLeft();
        });
    }

    it("says in one line that the emulators have nowhere to write", async () => {
        environment.TMPDIR = join(checkout, "package.json");
        const command = run(process.execPath, emulator);
        assert.equal(await command.ended, 1);
        assert.match(
            command.output(),
            /^error: \S+ cannot be written\. Set TMPDIR to a folder that you can write to\.$/,
        );
    });

    it("says in one line that a port cannot be had", async () => {
        const command = run(process.execPath, emulator, noPorts);
        assert.equal(await command.ended, 1);
        assert.match(command.output(), /^error: the emulators cannot start: listen EADDRNOTAVAIL: .*$/);
        nothingLeft();
    });

    it("says in one line that another one runs, and leaves that one alone", async () => {
        tool("pulumi", fakeEngine);
        const first = run(process.execPath, start);
        await first.line(/^› engine/);
        const second = run(process.execPath, start);
        assert.equal(await second.ended, 1);
        assert.equal(
            second.output(),
            `error: npm start is running already, as process ${first.child.pid}. Stop it first: kill ${first.child.pid}`,
        );
        assert.ok(existsSync(join(checkout, ".local/start/pid")));
        first.child.kill("SIGINT");
        await delay(500);
        first.child.kill("SIGINT");
        await first.ended;
    });

    it("is not kept from starting by the id of a killed one, which is another process's now", async () => {
        tool("pulumi", fakeEngine.replace("trap '' INT TERM; sleep 300", "exit 1; sleep 300"));
        mkdirSync(join(checkout, ".local/start"), { recursive: true });
        writeFileSync(join(checkout, ".local/start/pid"), `${process.pid}\n1`);
        const command = run(process.execPath, start);
        assert.equal(await command.ended, 1);
        assert.match(command.output(), /pulumi up failed/);
    });

    /** Puts a tool on PATH. */
    function tool(name: string, script: string): void {
        writeFileSync(join(bin, name), script);
        chmodSync(join(bin, name), 0o755);
    }

    /** @param preloaded script that runs in every process of Node before anything else */
    function run(file: string, args: readonly string[], preloaded?: string) {
        const env: NodeJS.ProcessEnv = { ...environment, HOME: directory };
        if (preloaded !== undefined) {
            writeFileSync(join(directory, "preloaded.js"), preloaded);
            env.NODE_OPTIONS = `--require ${join(directory, "preloaded.js")}`;
        }
        const child = spawn(file, args, { cwd: checkout, env });
        running.push(child);
        const lines: string[] = [];
        const waiting: { pattern: RegExp; found: (line: string) => void }[] = [];
        for (const stream of [child.stdout, child.stderr]) {
            createInterface({ input: stream }).on("line", (line) => {
                lines.push(line);
                for (const { pattern, found } of waiting) if (pattern.test(line)) found(line);
            });
        }
        const ended = once(child, "close").then(([code]) => code as number | null);
        const output = () => lines.join("\n");
        const line = (pattern: RegExp): Promise<string> => {
            const seen = lines.find((each) => pattern.test(each));
            if (seen !== undefined) return Promise.resolve(seen);
            const found = new Promise<string>((resolve) => waiting.push({ pattern, found: resolve }));
            return Promise.race([found, ended.then((code) => assert.fail(`it ended with ${code}:\n${output()}`))]);
        };
        return { child, ended, output, line };
    }

    function nothingLeft(): void {
        const local = join(checkout, ".local");
        assert.deepEqual(existsSync(local) ? readdirSync(local) : [], []);
        nothingTemporary();
    }

    /** But for the code that ts-node keeps for its next start. */
    function nothingTemporary(): void {
        const left = readdirSync(environment.TMPDIR!).filter((name) => !name.startsWith("v8-compile-cache"));
        assert.deepEqual(left, []);
    }
});

/** Waits until none of these processes is there. */
async function gone(pids: readonly string[]): Promise<void> {
    const isThere = (pid: string) =>
        existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
    const until = Date.now() + 20_000;
    while (pids.some(isThere)) {
        assert.ok(Date.now() < until, `processes are left: ${pids.filter(isThere).join(", ")}`);
        await delay(50);
    }
}

async function written(file: string): Promise<string> {
    while (!existsSync(file) || !readFileSync(file, "utf8").endsWith("\n")) await delay(50);
    return readFileSync(file, "utf8");
}

/** The last process of a chain that npm and its shell begin. */
function nodeBelow(pid: number): number {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    return child ? nodeBelow(Number(child)) : pid;
}
