import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { Agent, request } from "undici";
import { buildTimeout, commandTimeout } from "./environment";

const root = join(__dirname, "../..");

/** Lets nothing but loopback be called by `fetch`, with which the pulumi package would download an engine. */
const offlineScript = `
    const { fetch } = globalThis;
    globalThis.fetch = async (url, ...more) => {
        if (/^https?:\\/\\/(127\\.0\\.0\\.1|localhost)[:/]/.test(String(url?.url ?? url))) return fetch(url, ...more);
        throw new Error("there is no network");
    };
`;

/** A command of package.json as a person runs it, without a terminal. */
class Command {
    readonly lines: string[] = [];
    private readonly child: ChildProcess;
    private readonly waiting: { pattern: RegExp; found: (line: string) => void }[] = [];
    private readonly ended: Promise<number | null>;

    constructor(script: string, ...args: string[]) {
        this.child = spawn(process.execPath, ["-r", "./startup/register.js", script, ...args], { cwd: root });
        for (const stream of [this.child.stdout!, this.child.stderr!]) {
            createInterface({ input: stream }).on("line", (line) => {
                this.lines.push(line);
                for (const { pattern, found } of this.waiting) if (pattern.test(line)) found(line);
            });
        }
        this.ended = once(this.child, "close").then(([code]) => code);
    }

    get output(): string {
        return this.lines.join("\n");
    }

    /** The first line that matches; fails when the command ends without one. */
    line(pattern: RegExp): Promise<string> {
        const seen = this.lines.find((line) => pattern.test(line));
        if (seen !== undefined) return Promise.resolve(seen);
        const found = new Promise<string>((resolve) => this.waiting.push({ pattern, found: resolve }));
        const ended = this.ended.then((code) => assert.fail(`it ended with ${code}:\n${this.output}`));
        return Promise.race([found, ended]);
    }

    exit(signal?: NodeJS.Signals): Promise<number | null> {
        if (signal) this.child.kill(signal);
        return this.ended;
    }
}

describe("npm start", function () {
    this.timeout(buildTimeout);

    const directory = mkdtempSync(join(tmpdir(), "serving-gateway-"));
    const offline = join(directory, "offline.js");
    before(() => writeFileSync(offline, offlineScript));
    after(() => rmSync(directory, { recursive: true, force: true }));

    it("publishes, calls, destroys and ends well with --once", async () => {
        const start = new Command("local/start.ts", "--once");
        assert.equal(await start.exit(), 0, start.output);
        for (const step of ["pulumi up", "calls through the gateway", "pulumi destroy", "nothing left behind"]) {
            assert.ok(
                start.lines.some((line) => line.startsWith(`✔ ${step}`)),
                `${step}:\n${start.output}`,
            );
        }
        assert.match(start.output, /^ +200 +\d+ +https:\S+\/models\/rag-chatbot\//m);
    });

    it("stays up until it is interrupted, with calls to copy that show no key, and leaves nothing in the checkout", async () => {
        const start = new Command("local/start.ts");
        try {
            await start.line(/Serving until/);
            const caFile = /--cacert (\S+)/.exec(start.output)![1]!;
            const keyFile = /-H @(\S+)/.exec(start.output)![1]!;
            const body = /-d '(.*)' \\$/m.exec(start.output)![1]!;
            const url = await start.line(/^ {2}https:\/\//);
            const [name, key] = readFileSync(join(root, keyFile), "utf8").trim().split(": ");
            assert.ok(!start.output.includes(key!));
            const answer = await post(url.trim(), readFileSync(join(root, caFile), "utf8"), { [name!]: key! }, body);
            assert.equal(answer, 200);
            const [openAi] = /^NODE_EXTRA_CA_CERTS=.*\n.*\n {2}node -e '.*'$/m.exec(start.output)!;
            const said = await promisify(execFile)("sh", ["-c", openAi!], { cwd: root });
            assert.deepEqual([said.stdout, said.stderr], ["emulated content 1\n", ""]);
            assert.ok(!start.output.includes(readFileSync(join(root, /\$\(cat (\S+)\)/.exec(openAi!)![1]!), "utf8")));

            // As a person does, in a shell with the variables that the last line names. None may have been there before.
            const [, variables] = /these variables: \. (\S+)/.exec(await start.line(/these variables/))!;
            const inShell = (command: string) =>
                promisify(execFile)("sh", ["-c", `. ${variables} && ${command}`], {
                    cwd: root,
                    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_OPTIONS: `--require ${offline}` },
                });
            const shown = await inShell("npx pulumi stack output gatewayUrl");
            assert.deepEqual([url.startsWith(`  ${shown.stdout.trim()}/`), shown.stderr], [true, ""]);
            const preview = await inShell("npx pulumi preview --non-interactive --expect-no-changes");
            assert.match(preview.stdout, /\d+ unchanged/);
        } finally {
            assert.equal(await start.exit("SIGINT"), 0, start.output);
        }
        assert.equal(existsSync(join(root, ".local/start")), false);
    });
});

describe("npm run emulator", function () {
    this.timeout(commandTimeout);

    it("prints one JSON object, serves what it names, and ends at SIGTERM", async () => {
        const emulator = new Command("emulator/command.ts", "--json");
        const access = JSON.parse(await emulator.line(/^/));
        try {
            const ca = readFileSync(access.caFile, "utf8");
            const group = `${access.armUrl}/subscriptions/${access.subscriptionId}/resourceGroups/${access.resourceGroup}`;
            const service = `${group}/providers/Microsoft.ApiManagement/service/${access.serviceName}`;
            const found = await get(`${service}?api-version=2024-05-01`, access.armToken, ca);
            assert.equal(found.properties.gatewayUrl, access.gatewayUrl);
            const listed = await get(`${access.workspaceUrl}/api/2.0/serving-endpoints`, access.workspaceToken);
            assert.ok(listed.endpoints.length > 0);
        } finally {
            assert.equal(await emulator.exit("SIGTERM"), 0, emulator.output);
        }
        assert.equal(existsSync(access.caFile), false);
    });
});

async function get(url: string, token: string, ca?: string): Promise<any> {
    const agent = new Agent({ connect: { ca } });
    const response = await request(url, { dispatcher: agent, headers: { authorization: `Bearer ${token}` } });
    const body = await response.body.json();
    await agent.close();
    assert.equal(response.statusCode, 200);
    return body;
}

async function post(url: string, ca: string, headers: Record<string, string>, body: string): Promise<number> {
    const agent = new Agent({ connect: { ca } });
    const response = await request(url, {
        dispatcher: agent,
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body,
    });
    await response.body.dump();
    await agent.close();
    return response.statusCode;
}
