import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Run } from "../../local/pulumi";
import { buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const root = join(__dirname, "../..");
const wine = { dataframe_records: [{ int_col: 3, float_col: 10.4, string_col: "abc" }] };

/** A program of another team, which has the package from the packed file and does not know its sources. */
describe("a program that uses the packed package, on the real engine", function () {
    this.timeout(commandTimeout);

    const folder = mkdtempSync(join(tmpdir(), "serving-gateway-library-"));
    let e2e: E2e;
    let idsBefore: string[];
    before(async function () {
        this.timeout(buildTimeout);
        const program = install(folder);
        e2e = await openE2e({}, undefined, program);
        const { access } = e2e.emulator;
        await set("service", access.serviceName);
        await set("resourceGroup", access.resourceGroup);
        await set("gatewayToken", access.workspaceToken, "--secret");
        idsBefore = e2e.emulator.arm.store.ids();
    });
    after(async () => {
        await e2e?.close();
        rmSync(folder, { recursive: true, force: true });
    });

    const set = async (key: string, value: string, ...flags: string[]) =>
        ok(await e2e.stack.run(["config", "set", ...flags, key], { input: value }));

    it("publishes one endpoint, which its types let it do", async () => {
        ok(await e2e.stack.up());
        const { url, key } = (await e2e.stack.outputs()) as Record<string, string>;
        assert.equal(url, `${e2e.emulator.access.gatewayUrl}/models/wine`);
        const answer = await e2e.call(`${url}/invocations`, { "Ocp-Apim-Subscription-Key": key! }, wine);
        assert.equal(answer.status, 200, answer.text);
        assert.equal((await e2e.call(`${url}/invocations`, {}, wine)).status, 401);
    });

    it("keeps its token out of the state, and changes nothing in a second update", async () => {
        const state = await e2e.stack.exportState();
        assert.ok(!state.includes(e2e.emulator.access.workspaceToken));
        // Its types were checked by the first update.
        const environment = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };
        const flags = ["--yes", "--skip-preview", "--non-interactive", "--expect-no-changes"];
        ok(await e2e.stack.run(["up", ...flags], { environment }));
    });

    it("leaves nothing behind when it is destroyed", async () => {
        ok(await e2e.stack.destroy());
        assert.deepEqual(e2e.emulator.arm.store.ids(), idsBefore);
    });
});

function ok(run: Run): Run {
    assert.equal(run.code, 0, run.output);
    return run;
}

/**
 * Packs the package, and installs it beside the example as npm does, without a network: what both name is linked from the
 * checkout, and nothing else can be found from where the program stands.
 *
 * @returns the program's folder
 */
function install(folder: string): string {
    // What npm tells the scripts that it runs is of another package, and what the tests preload is not for npm itself.
    const environment = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$)/i.test(name));
    const packed = execFileSync("npm", ["pack", "--offline", "--pack-destination", folder], {
        cwd: root,
        env: { ...Object.fromEntries(environment), npm_config_cache: join(folder, ".npm") },
        stdio: ["ignore", "pipe", "pipe"],
        encoding: "utf8",
    });
    execFileSync("tar", ["-xzf", packed.trim().split("\n").at(-1)!], { cwd: folder });
    const program = join(folder, "program");
    cpSync(join(root, "examples/library"), program, { recursive: true });
    const modules = join(program, "node_modules");
    mkdirSync(modules);
    const { name, dependencies } = JSON.parse(readFileSync(join(folder, "package/package.json"), "utf8"));
    renameSync(join(folder, "package"), join(modules, name));
    const own = JSON.parse(readFileSync(join(program, "package.json"), "utf8"));
    const named = { ...dependencies, ...own.dependencies, ...own.devDependencies };
    for (const dependency of Object.keys(named).filter((each) => each !== name)) {
        mkdirSync(dirname(join(modules, dependency)), { recursive: true });
        symlinkSync(join(root, "node_modules", dependency), join(modules, dependency), "junction");
    }
    assert.deepEqual(readdirSync(join(modules, name)).sort(), [
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "dist",
        "docs",
        "package.json",
        "provider",
    ]);
    return program;
}
