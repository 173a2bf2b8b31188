import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEngine } from "../../local/engine";
import { openStack } from "../../local/environment";
import type { LocalStack, Run } from "../../local/pulumi";
import { keysOf, stackCommand } from "./adoption";
import { buildTimeout, commandTimeout, type E2e, openE2e, runCommand } from "./environment";

const service = { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" };
const group = { name: "data-scientists", displayName: "Data scientists" };
const product = { name: "models", displayName: "Models", endpoints: ["*"], subscriptions: ["app"] };
const endpoint = { name: "wine-quality", path: "models/wine" };
const staying = { name: "ada-embeddings" };

/** Two teams with a stack of the same name, each in a backend of its own. */
describe("two stacks on one service, on the real engine", function () {
    // Six commands each.
    this.timeout(6 * commandTimeout);

    let first: E2e;
    let directory: string;
    let second: LocalStack;
    let closeSecond: () => Promise<void>;
    let ofFirst: Record<string, unknown>;

    before(async function () {
        this.timeout(buildTimeout);
        first = await openE2e({
            service,
            endpoints: [endpoint, staying],
            tags: ["risk"],
            groups: [group],
            products: [{ ...product, groups: [group.name] }],
        });
        directory = await mkdtemp(join(tmpdir(), "serving-gateway-second-"));
        const credential = { pat: first.emulator.access.workspaceToken, namedValue: "team3-pat" };
        await configureSecond({
            endpoints: [endpoint, { name: "llama-chat", credential }],
            tags: ["risk"],
            groups: [group],
            products: [{ ...product, groups: [group.name] }],
        });
        const engine = await findEngine(() => undefined);
        const opened = await openStack(first.emulator.access, {
            engine,
            directory,
            config: join(directory, "stack.yaml"),
        });
        ({ stack: second, close: closeSecond } = opened);
        const { store } = first.emulator.arm;
        const before = store.ids();
        await ok(first.stack.up());
        ofFirst = Object.fromEntries(
            store
                .ids()
                .filter((id) => !before.includes(id))
                .map((id) => [id, snapshot(id)]),
        );
    });
    after(async () => {
        await closeSecond?.();
        await first?.close();
        if (directory) await rm(directory, { recursive: true, force: true });
    });

    it("fail in the second one's preview, which names all that is in place and how to keep out of its way", async () => {
        const value = { properties: { displayName: "team3-pat", value: "x" } };
        assert.ok((await first.arm("PUT", "namedValues/0123abc", value)).status < 300);
        const { code, output } = await second.preview();
        assert.notEqual(code, 0);
        for (const [path, way] of [
            ["namedValues/databricks-pat", "namePrefix, or namedValue at the credential"],
            ["groups/data-scientists", "set existing: true there"],
            ["products/models", "set existing: true there"],
            ["tags/risk", "set existing: true there"],
            ["apis/wine-quality", "set apiId at the endpoint, or serving-gateway:namePrefix"],
            ["backends/serving-wine-quality", "set serving-gateway:namePrefix"],
            ["subscriptions/models-app", "set serving-gateway:namePrefix"],
        ] as const) {
            const at = output.indexOf(`/${path}`);
            assert.ok(at > 0, `${path} is not named in:\n${output}`);
            assert.ok(output.slice(at, at + 700).includes(way), `${way} is not named for ${path} in:\n${output}`);
        }
        // A display name that another one has under another identifier.
        assert.match(output, /display name "team3-pat".*namedValues\/0123abc has it/s);
        assert.match(output, /Change namedValue at the credential/);
        assert.match(output, /npm run -s adopt -- --stack local/);
        assert.doesNotMatch(output, /\n\s+at .+:\d+:\d+/);
        unchanged();
    });

    it("fail in the second one's update, and nothing of the first one changes", async () => {
        const { code } = await second.up();
        assert.notEqual(code, 0);
        unchanged();
    });

    it("stand side by side with a prefix, a path and what exists marked", async () => {
        await configureSecond({
            namePrefix: "team2-",
            endpoints: [{ ...endpoint, path: "team2/wine" }],
            tags: [{ name: "risk", existing: true }],
            groups: [{ name: group.name, existing: true }],
            products: [
                { name: "models", endpoints: ["*"], subscriptions: ["team2"], existing: true },
                { ...product, name: "models2", displayName: "Models of team 2", groups: [group.name] },
            ],
        });
        const needed = await limits();
        await ok(second.up());
        // What it made is its own, then as before.
        assert.deepEqual(await limits(), needed);
        await ok(second.preview("--expect-no-changes"));
        unchanged();
    });

    /** What the second one needs, as a person sees it: nothing of it changes anything. */
    async function limits(): Promise<Record<string, unknown>> {
        const { code, stdout, stderr } = await stackCommand("limits", { stack: second }, "--json");
        assert.equal(code, 0, stderr);
        const { fits, tier, entities, policies, unknown } = JSON.parse(stdout);
        assert.deepEqual([fits, tier, unknown], [true, "Developer", []]);
        unchanged();
        const rows = entities.map(({ kind, stack, others, limit }: any) => [kind, [stack, others, limit]]);
        return { ...Object.fromEntries(rows), policies: policies.map(({ owner }: any) => owner) };
    }

    it("answer callers each under its own path, with its own key", async () => {
        for (const stack of [first.stack, second]) {
            const { endpoints, subscriptionKeys } = (await stack.outputs()) as Record<string, any>;
            const { url } = endpoints["wine-quality"];
            const headers = { "Ocp-Apim-Subscription-Key": subscriptionKeys["wine-quality"] };
            const answer = await first.call(`${url}/invocations`, headers, { dataframe_records: [{}] });
            assert.notEqual(answer.status, 401, answer.text);
            assert.notEqual(answer.status, 404, answer.text);
        }
    });

    it("leave everything of the other one when one is destroyed", async () => {
        await ok(second.destroy());
        unchanged();
        assert.deepEqual(
            first.emulator.arm.store.ids().filter((id) => id.includes("team2")),
            [],
        );
        await ok(first.stack.preview("--expect-no-changes"));
    });

    it("let an endpoint move from one to the other as docs/many-stacks.md says: every key stays, and neither shows a change", async () => {
        const keys = keysOf(first);
        // Step 1: the identifiers stay, and what the old stack keeps has another name or owner.
        const project = join(first.directory, "project");
        const config = join(project, "Pulumi.new.yaml");
        const settings = {
            service,
            credential: { pat: first.emulator.access.workspaceToken, namedValue: "new-pat" },
            endpoints: [endpoint],
            tags: [{ name: "risk", existing: true }],
            products: [{ name: product.name, endpoints: product.endpoints, existing: true }],
        };
        const entries = Object.entries(settings).map(([key, value]) => [`serving-gateway:${key}`, value]);
        await writeFile(config, JSON.stringify({ config: Object.fromEntries(entries) }));
        const variables = { PULUMI_OPTION_CONFIG_FILE: config, PULUMI_OPTION_STACK: "new" };
        const inNew = (command: string) => ok(first.stack.run(command.split(" "), { environment: variables }));
        // It writes the stack's salt into the project's folder.
        await ok(first.stack.run(["stack", "init"], { cwd: project, environment: variables }));
        // Step 2.
        const { output: urns } = await ok(first.stack.run(["stack", "--show-urns", "--stack", "local"]));
        const [urn] = /urn:\S+serving-gateway:index:ServingApi::wine-quality(?=\s)/.exec(urns)!;
        await ok(first.stack.run(["state", "delete", "--target-dependents", urn, "--stack", "local", "--yes"]));
        // Step 3.
        await first.configure({ endpoints: [staying] });
        assert.doesNotMatch((await ok(first.stack.preview())).output, /to delete|to replace/);
        await ok(first.stack.up());
        // Step 4.
        const adopted = await runCommand(first, "adopt", ["--stack", "new", "--yes"], variables);
        assert.equal(adopted.code, 0, adopted.stderr);
        // Step 5.
        const preview = await inNew("preview --diff --stack new --non-interactive");
        assert.doesNotMatch(preview.output, /to delete|to replace/);
        await inNew("up --stack new --yes --skip-preview --non-interactive");
        assert.deepEqual(keysOf(first), keys);
        await ok(first.stack.preview("--expect-no-changes"));
        await inNew("preview --diff --expect-no-changes --non-interactive");
    });

    async function configureSecond(settings: Record<string, unknown>): Promise<void> {
        const { access } = (first as E2e).emulator;
        const values = { service, credential: { pat: access.workspaceToken }, ...settings };
        const entries = Object.entries(values).map(([key, value]) => [`serving-gateway:${key}`, value]);
        const config = { "azure-native:location": "westeurope", ...Object.fromEntries(entries) };
        const file = second?.environment.PULUMI_OPTION_CONFIG_FILE ?? join(directory, "stack.yaml");
        const salt = second ? /^encryptionsalt: .*$/m.exec(await second.configFile())?.[0] : undefined;
        // JSON is YAML.
        await writeFile(file, `${salt ? `${salt}\n` : ""}config: ${JSON.stringify(config)}\n`);
    }

    function snapshot(id: string): unknown {
        const { properties, secrets } = first.emulator.arm.store.get(id)!;
        return structuredClone({ properties, secrets });
    }

    function unchanged(): void {
        for (const [id, before] of Object.entries(ofFirst)) {
            assert.ok(first.emulator.arm.store.get(id), `${id} is gone`);
            assert.deepEqual(snapshot(id), before, id);
        }
    }
});

/** An endpoint that takes over the path of another one (Azure/azure-powershell#11027). */
describe("paths that change hands, on the real engine", function () {
    // Four commands each.
    this.timeout(4 * commandTimeout);

    let e2e: E2e;
    const wine = { name: "wine-quality", path: "models/wine" };
    const chat = { name: "llama-chat", path: "models/chat" };
    /** Published where the wine's API was, by its identifier. */
    const ada = { name: "ada-embeddings", path: wine.path, apiId: wine.name };

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e({ service, endpoints: [wine, chat] });
        await ok(e2e.stack.up());
    });
    after(() => e2e?.close());

    it("are refused at preview where the one before goes away, and taken over with apiId under the same key", async () => {
        const keyBefore = ((await e2e.stack.outputs()) as any).subscriptionKeys["wine-quality"];
        await e2e.configure({ endpoints: [{ name: "ada-embeddings", path: "models/wine" }, chat] });
        const refused = await e2e.stack.preview();
        assert.notEqual(refused.code, 0);
        assert.match(
            refused.output,
            /"ada-embeddings" is to be published.*"wine-quality".*\n.*Set apiId: wine-quality/,
        );
        await e2e.configure({ endpoints: [ada, chat] });
        await ok(e2e.stack.up());
        assert.equal(((await e2e.stack.outputs()) as any).subscriptionKeys["wine-quality"], keyBefore);
    });

    it("are refused at preview where two swap, and ordered where one takes what another one leaves", async () => {
        await e2e.configure({
            endpoints: [
                { ...ada, path: chat.path },
                { ...chat, path: ada.path },
            ],
        });
        const refused = await e2e.stack.preview();
        assert.notEqual(refused.code, 0);
        assert.match(refused.output, /exchange their paths/);
        await e2e.configure({
            endpoints: [
                { ...ada, path: chat.path },
                { ...chat, path: "models/talk" },
            ],
        });
        const moved = await ok(e2e.stack.up());
        assert.match(
            moved.output,
            /callers no longer find them at their old paths: .*\(models\/chat becomes models\/talk\)/,
        );
        await ok(e2e.stack.preview("--expect-no-changes"));
    });
});

async function ok(running: Promise<Run>): Promise<Run> {
    const run = await running;
    assert.equal(run.code, 0, run.output);
    return run;
}
