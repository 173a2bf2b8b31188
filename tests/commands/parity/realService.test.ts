import assert from "node:assert/strict";
import { type ChildProcess, execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AnsweredCall } from "../../../emulator/arm/server";
import { hide } from "../../../commands/parity/hide";
import { type Emulator, startEmulator } from "../../../emulator/emulator";

const root = join(__dirname, "../../..");

describe("npm run parity against a service", function () {
    this.timeout(120_000);
    let directory: string;
    let emulator: Emulator;
    let observe: (call: AnsweredCall) => void = () => undefined;
    before(async () => {
        directory = await mkdtemp(join(tmpdir(), "parity-test-"));
        emulator = await startEmulator(directory, { observe: (_, call) => observe(call) });
    });
    after(async () => {
        await emulator.stop();
        await rm(directory, { recursive: true, force: true });
    });

    function parity(args: readonly string[], onStarted?: (child: ChildProcess) => void) {
        const { access } = emulator;
        const register = ["-r", "./startup/requireNode.js", "-r", "./startup/register.js"];
        const env = {
            PATH: process.env.PATH,
            HOME: directory,
            NODE_EXTRA_CA_CERTS: access.caFile,
            ARM_METADATA_HOSTNAME: new URL(access.armUrl).host,
            ARM_TENANT_ID: access.tenantId,
            ARM_CLIENT_ID: access.servicePrincipal.clientId,
            ARM_CLIENT_SECRET: access.servicePrincipal.clientSecret,
            ARM_SUBSCRIPTION_ID: access.subscriptionId,
            DATABRICKS_TOKEN: access.workspaceToken,
        };
        return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
            const command = [...register, "commands/parity.ts", ...args];
            const child = execFile(process.execPath, command, { cwd: root, env }, (error, stdout, stderr) =>
                resolve({ code: error?.code ?? 0, stdout, stderr }),
            );
            onStarted?.(child);
        });
    }

    const entities = () =>
        emulator.arm.store.subtree(`/subscriptions/${emulator.access.subscriptionId}`).map(({ id }) => id);
    const service = () => ["--service", emulator.access.serviceName, "--resource-group", emulator.access.resourceGroup];

    it("runs records as whom azure-native deploys, deletes what it created, and writes a report without names", async () => {
        const { access } = emulator;
        const there = entities();
        const file = join(directory, "report.md");
        const only = [
            "trailing-slash",
            "revision-number",
            "model-name-does-not-count",
            "tables-do-not-stream",
            "capacity-of-tier",
        ];
        const where = ["--workspace", access.workspaceUrl, "--endpoint", "llama-chat"];
        const { code, stdout, stderr } = await parity([
            ...service(),
            ...where,
            "--settle",
            "0",
            "--only",
            ...only,
            "--report",
            file,
            "--json",
        ]);
        assert.equal(code, 0, stderr);
        const report = JSON.parse(stdout) as {
            records: { id: string; outcome: string }[];
            tier: string;
            region: string;
        };
        assert.deepEqual(Object.fromEntries(report.records.map(({ id, outcome }) => [id, outcome])), {
            "trailing-slash": "holds",
            "revision-number": "holds",
            "capacity-of-tier": "cannot",
            "model-name-does-not-count": "holds",
            "tables-do-not-stream": "skipped",
        });
        assert.deepEqual(entities(), there);
        const text = await readFile(file, "utf8");
        assert.match(text, /tier Developer, region /);
        for (const name of [access.subscriptionId, access.resourceGroup, access.serviceName, access.workspaceToken]) {
            assert.ok(!`${text}${stdout}`.includes(name), name);
        }
    });

    it("deletes what it created when it is interrupted", async () => {
        const there = entities();
        const only = ["on-error-sees-a-refused-key", "expression-line-ends"];
        const { code, stdout, stderr } = await parity([...service(), "--only", ...only], (child) => {
            observe = ({ method, path }) => {
                if (method !== "PUT" || !path.endsWith("/policies/policy")) return;
                observe = () => undefined;
                child.kill("SIGINT");
            };
        });
        assert.equal(code, 130, stderr);
        assert.match(stdout, /2 skipped/);
        assert.deepEqual(entities(), there);
    });

    it("says which service it does not find", async () => {
        const { code, stderr } = await parity([
            "--service",
            "nobody",
            "--resource-group",
            emulator.access.resourceGroup,
        ]);
        assert.deepEqual([code, /no API Management service "nobody"/.test(stderr)], [1, true], stderr);
    });

    it("hides names, identifiers, addresses and credentials in what a service says", () => {
        const said =
            "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/other/providers/x of contoso " +
            "(contoso.azure-api.net, contoso-2), key 0123456789abcdef0123456789abcdef, by a@contoso.example from 10.0.0.4, Bearer abcdefghij";
        assert.equal(
            hide(said, ["contoso"]),
            "/subscriptions/NAME/resourceGroups/NAME/providers/x of NAME (HOST, contoso-2), key KEY, by ADDRESS from IP, Bearer TOKEN",
        );
    });
});
