import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { checkWritable, filled, UsageError, wholeNumber } from "../../commands/usage";

const root = join(__dirname, "../..");

describe("the usage of the commands", function () {
    this.timeout(120_000);

    const directory = mkdtempSync(join(tmpdir(), "serving-gateway-"));
    const asked = join(directory, "asked");
    before(() => {
        const pulumi = join(directory, "pulumi");
        writeFileSync(pulumi, `#!/bin/sh\necho "$@" >> ${asked}\nexit 1\n`);
        chmodSync(pulumi, 0o755);
    });
    after(() => rmSync(directory, { recursive: true, force: true }));

    const run = (name: string, ...args: string[]) => {
        const env = { ...process.env, PATH: directory + delimiter + process.env.PATH! };
        const command = ["-r", join(root, "startup/register.js"), join(root, `commands/${name}.ts`), ...args];
        return spawnSync(process.execPath, command, { cwd: directory, env, encoding: "utf8" });
    };

    const empty: readonly [name: string, option: string, ...args: string[]][] = [
        ["adopt", "--stack <name>", "--yes", "--stack", ""],
        ["catalogue", "--out <folder>", "--stack", "prod", "--out", " "],
    ];
    for (const [name, option, ...args] of empty) {
        it(`${name} refuses ${option} without a value, before it does anything`, () => {
            const { status, stdout, stderr } = run(name, ...args);
            assert.deepEqual([status, stdout], [2, ""]);
            assert.match(
                stderr,
                new RegExp(`^error: option '${option}' argument ' ?' is invalid\\. It is empty\\. .*\\n$`),
            );
            assert.deepEqual(readdirSync(directory), ["pulumi"]);
        });
    }

    it("each command refuses options without a value that name a stack, a folder, a file or a service", () => {
        const commands = readdirSync(join(root, "commands")).filter((name) => name.endsWith(".ts"));
        const options = commands.flatMap((name) =>
            readFileSync(join(root, "commands", name), "utf8")
                .split("\n    .")
                .filter((call) => /^(requiredO|o)ption\(\s*"--(stack|out|junit|report|service|workspace) </.test(call))
                .map((call) => [name, call] as const),
        );
        assert.equal(options.length, 10, options.join("\n"));
        for (const [name, option] of options) assert.match(option, /filled,?\s*\)$/, `${name}: ${option}`);
    });

    const said =
        "option '--stack <name>' argument '' is invalid. It is empty. If it comes from a variable, set the variable.";
    for (const name of ["adopt", "limits", "smoke"]) {
        it(`${name} --json writes wrong usage to standard output as {error}, beside the line for a person`, () => {
            const { status, stdout, stderr } = run(name, "--json", "--stack", "");
            assert.deepEqual([status, stderr], [2, `error: ${said}\n`]);
            assert.deepEqual(JSON.parse(stdout), { error: { message: said } });
        });
    }

    it("parity --json writes wrong usage to standard output as {error}", () => {
        const { status, stdout } = run("parity", "--emulator", "--json", "--minuts", "1");
        assert.equal(status, 2);
        assert.match(JSON.parse(stdout).error.message, /^unknown option '--minuts'/);
    });

    it("sanitize --json writes wrong usage to standard error, as {error} alone", () => {
        const { status, stdout, stderr } = run("sanitize", "--json");
        assert.deepEqual([status, stdout], [2, ""]);
        assert.deepEqual(JSON.parse(stderr), { error: { message: "missing required argument 'source'" } });
    });

    it("help is no error for a program that reads JSON", () => {
        const { status, stdout } = run("limits", "--json", "--help");
        assert.equal(status, 0);
        assert.match(stdout, /^Usage: /);
        assert.doesNotMatch(stdout, /^\{/m);
    });

    it("a report that cannot be written fails before anything is called", () => {
        const file = join(directory, "missing/report.xml");
        const fix = /report\.xml'\. Name a file in a folder that exists\.\n$/;
        const smoke = run("smoke", "--stack", "prod", "--junit", file);
        assert.deepEqual([smoke.status, smoke.stdout, existsSync(asked)], [2, "", false]);
        assert.match(smoke.stderr, fix);
        const parity = run("parity", "--emulator", "--report", file);
        assert.deepEqual([parity.status, parity.stdout], [2, ""]);
        assert.match(parity.stderr, fix);
    });

    it("asking whether a file can be written neither creates nor changes it", () => {
        const file = join(directory, "report.md");
        checkWritable("--report", file);
        assert.equal(existsSync(file), false);
        writeFileSync(file, "before");
        checkWritable("--report", file);
        assert.equal(readFileSync(file, "utf8"), "before");
        assert.throws(() => checkWritable("--report", directory), UsageError);
    });

    it("a reader that ends first ends no command with a stack trace, and changes no exit code", () => {
        const sanitize = `"${process.execPath}" -r ./startup/register.js commands/sanitize.ts`;
        const script = `exec 3>&1; (${sanitize} tests/golden/01-classic-ml.json 2>/dev/null; echo $? >&3) | true
            (${sanitize} tests/golden/01-classic-ml.json 2>&1 >/dev/null; echo $? >&3) | true`;
        const { stdout, stderr } = spawnSync("bash", ["-c", script], { cwd: root, encoding: "utf8" });
        assert.deepEqual([stdout, stderr], ["0\n0\n", ""]);
    });

    it("numbers have bounds, so that no call is given up at once", () => {
        const seconds = wholeNumber(1, 9999);
        assert.deepEqual(["1", "240", "9999"].map(seconds), [1, 240, 9999]);
        for (const text of ["0", "10000", "-1", "1.5", "1e3", "", "ten"]) {
            assert.throws(() => seconds(text), /It must be a whole number from 1 to 9999\./, text);
        }
        assert.equal(filled("prod"), "prod");
    });
});
