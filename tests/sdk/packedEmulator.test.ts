import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { Agent, request } from "undici";
import { type Walked, walkApiManagement } from "./apiManagementWalk";

const root = join(__dirname, "../..");

describe("the packed emulator, alone in an empty folder", function () {
    this.timeout(180_000);

    const folder = mkdtempSync(join(tmpdir(), "packed-emulator-"));
    after(() => rmSync(folder, { recursive: true, force: true }));

    walkApiManagement(() => start(install(folder), folder));
});

/**
 * Packs the emulator and installs it as npm does, without a network: the packages that it names are linked from the
 * checkout, and no others can be found from where it stands.
 *
 * @returns the path of its command
 */
function install(folder: string): string {
    // What npm tells the scripts that it runs is of another package, and what the tests preload is not for npm itself.
    const environment = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$)/i.test(name));
    const packed = execFileSync("npm", ["pack", "--offline", "--pack-destination", folder], {
        cwd: join(root, "emulator"),
        env: { ...Object.fromEntries(environment), npm_config_cache: join(folder, ".npm") },
        stdio: ["ignore", "pipe", "pipe"],
        encoding: "utf8",
    });
    const tarball = packed.trim().split("\n").at(-1)!;
    execFileSync("tar", ["-xzf", tarball], { cwd: folder });
    const { name, bin, dependencies } = JSON.parse(readFileSync(join(folder, "package/package.json"), "utf8"));
    const modules = join(folder, "node_modules");
    mkdirSync(modules);
    renameSync(join(folder, "package"), join(modules, name));
    for (const dependency of Object.keys(dependencies)) {
        mkdirSync(dirname(join(modules, dependency)), { recursive: true });
        symlinkSync(join(root, "node_modules", dependency), join(modules, dependency), "junction");
    }
    return join(modules, name, Object.values<string>(bin)[0]!);
}

async function start(command: string, folder: string): Promise<Walked> {
    const child = spawn(process.execPath, [command, "--json"], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "close");
    const line = once(createInterface({ input: child.stdout }), "line");
    const [first] = await Promise.race([line, ended.then(([code]) => assert.fail(`it ended with ${code}`))]);
    const access = JSON.parse(first);
    const ca = readFileSync(access.caFile, "utf8");
    const dispatcher = new Agent({ connect: { ca } });
    const group = `/subscriptions/${access.subscriptionId}/resourceGroups/${access.resourceGroup}`;
    const service = `${group}/providers/Microsoft.ApiManagement/service/${access.serviceName}`;
    const listed = async (collection: string) => {
        const url = `${access.armUrl}${service}/${collection}?api-version=2024-05-01`;
        const answer = await request(url, { dispatcher, headers: { authorization: `Bearer ${access.armToken}` } });
        assert.equal(answer.statusCode, 200);
        return ((await answer.body.json()) as { value: { id: string }[] }).value.map(({ id }) => id);
    };
    return {
        url: access.armUrl,
        token: access.armToken,
        subscriptionId: access.subscriptionId,
        ca,
        ids: async () => (await Promise.all(["apis", "namedValues", "products", "subscriptions"].map(listed))).flat(),
        close: async () => {
            await dispatcher.close();
            child.kill("SIGTERM");
            assert.deepEqual(await ended, [0, null]);
            assert.equal(existsSync(access.caFile), false);
        },
    };
}
