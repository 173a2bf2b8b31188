import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { exampleApis, exampleState } from "./exampleState";

const root = join(__dirname, "../../..");

describe("npm run catalogue", function () {
    this.timeout(120_000);

    const directory = mkdtempSync(join(tmpdir(), "serving-gateway-"));
    const out = join(directory, "site");
    const state = join(directory, "state.json");
    const asked = join(directory, "asked");
    before(() => {
        writeFileSync(state, exampleState());
        const pulumi = join(directory, "pulumi");
        writeFileSync(pulumi, `#!/bin/sh\necho "$@" >> ${asked}\ncat ${state}\n`);
        chmodSync(pulumi, 0o755);
    });
    after(() => rmSync(directory, { recursive: true, force: true }));

    const run = (...args: string[]) => {
        const env = { ...process.env, PATH: directory + delimiter + process.env.PATH! };
        const command = ["-r", "./startup/register.js", "commands/catalogue.ts", "--stack", "prod", ...args];
        return spawnSync(process.execPath, command, { cwd: root, env, encoding: "utf8", timeout: 60_000 });
    };

    it("writes a site, and asks the engine for no secret", () => {
        const { status, stdout, stderr } = run("--out", out, "--contact", "models@contoso.example");
        assert.deepEqual([status, stdout, stderr], [0, `${join(out, "index.html")}\n`, ""]);
        assert.deepEqual(readdirSync(out).sort(), ["apis", "documents", "history.json", "index.html"]);
        assert.deepEqual(
            readdirSync(join(out, "apis")).sort(),
            Object.keys(exampleApis())
                .sort()
                .map((name) => `${name}.html`),
        );
        assert.equal(readFileSync(asked, "utf8").trim(), "stack export --stack prod --non-interactive --color never");
    });

    it("continues it, removes what is gone and leaves other files alone", () => {
        const { "wine-quality": wine, ...others } = exampleApis();
        writeFileSync(state, exampleState({ apis: others, links: {} }));
        writeFileSync(join(out, "CNAME"), "models.contoso.example");
        const { status, stderr } = run("--out", out);
        assert.deepEqual([status, stderr], [0, ""]);
        assert.equal(existsSync(join(out, "apis/wine-quality.html")), false);
        assert.equal(existsSync(join(out, "documents/wine-quality.json")), false);
        assert.equal(existsSync(join(out, "CNAME")), true);
        assert.match(readFileSync(join(out, "index.html"), "utf8"), /No longer published/);
        assert.ok(wine);
    });

    it("writes into no folder of something else, and says what to do", () => {
        const { status, stdout, stderr } = run("--out", directory);
        assert.deepEqual([status, stdout], [2, ""]);
        assert.equal(
            stderr,
            `error: --out: ${directory} has files, and no history.json of a catalogue. Name a new or an empty folder.\n`,
        );
        const file = run("--out", state);
        assert.equal(file.status, 2);
        assert.match(file.stderr, /^error: --out: ENOTDIR.*\. Name a folder that can be written\.\n$/);
    });

    it("ends where a folder cannot be made, and makes one within others that are not there", () => {
        if (existsSync("/proc")) {
            const { status, stdout, stderr } = run("--out", "/proc/models/site");
            assert.deepEqual([status, stdout], [2, ""]);
            assert.match(stderr, /^error: --out: E[A-Z]+: .*'\/proc\/models'\. Name a folder that can be written\.\n$/);
        }
        const deep = join(directory, "some/where/else");
        assert.equal(run("--out", deep).status, 0);
        assert.ok(existsSync(join(deep, "index.html")));
    });
});
