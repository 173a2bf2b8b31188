import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const nobody = "00000000-0000-0000-0000-000000000000";

/** Settings of an example as they stand there. */
function example(stack: string): Record<string, any> {
    const { config } = parse(readFileSync(join(__dirname, "../..", `Pulumi.${stack}.yaml`), "utf8"));
    const own = Object.entries(config).filter(([key]) => key.startsWith("serving-gateway:"));
    return Object.fromEntries(own.map(([key, value]) => [key.replace("serving-gateway:", ""), value]));
}

/** What the examples say of Contoso's Azure and workspace is there; addresses and secrets are the emulators'. */
describe("the example environments, previewed on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e(here(example("dev")));
    });
    after(() => e2e?.close());

    it("dev: two endpoints on a service that exists", async () => {
        const { service, endpoints } = example("dev");
        await serviceExists(service);
        addEndpoint("churn");
        assert.deepEqual(await previewed(), endpoints.map(({ name }: { name: string }) => name).sort());
    });

    it("local: the embedded default", async () => {
        await configured("local");
        const names: string[] = example("local").endpoints.map(({ name }: { name: string }) => name);
        assert.deepEqual(await previewed(), names.sort());
    });

    it("production: a whole workspace, governed, without a secret", async () => {
        await configured("production");
        const { service, observability, discover } = example("production");
        await serviceExists(service);
        await componentExists(observability.applicationInsights);
        const [tag] = Object.entries<string>(discover.tags).map(([key, value]) => ({ key, value }));
        for (const name of ["support-chat", "sales-chat", "churn", "churn-experimental"]) addEndpoint(name, [tag!]);
        const printed: string[] = [];
        assert.deepEqual(await previewed(printed), ["churn", "sales-chat", "support-chat"]);
        assert.match(printed.join(), /Product product-assistants create/);
        assert.match(printed.join(), /Workbook/);
    });

    /** Without the addresses and the way to sign in, which are the emulators'. */
    function here({ workspace: _, ...settings }: Record<string, any>): Record<string, any> {
        const subscription = e2e?.emulator.access.subscriptionId ?? nobody;
        return JSON.parse(JSON.stringify(settings).replaceAll(nobody, subscription));
    }

    /** The settings of an example in place of the present ones, but for the token that `dev` was given. */
    async function configured(stack: string): Promise<void> {
        const none = Object.fromEntries(
            ["dev", "local"].flatMap((other) => Object.keys(example(other))).map((key) => [key, undefined]),
        );
        await e2e.configure({ ...none, ...here(example(stack)) });
    }

    /** Names of the APIs that would be made. */
    async function previewed(printed: string[] = []): Promise<string[]> {
        const run = await e2e.stack.run(["preview", "--non-interactive"]);
        assert.equal(run.code, 0, run.output);
        printed.push(run.output);
        return [...run.output.matchAll(/apimanagement:Api (\S+)-api create/g)].map(([, name]) => name!).sort();
    }

    async function groupExists(resourceGroup: string): Promise<string> {
        const { armUrl, subscriptionId } = e2e.emulator.access;
        const group = `${armUrl}/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
        const answer = await e2e.put(`${group}?api-version=2024-03-01`, { location: "westeurope" });
        assert.equal(answer.status, 201, answer.text);
        return group;
    }

    async function serviceExists({ name, resourceGroup }: { name: string; resourceGroup: string }): Promise<void> {
        const group = await groupExists(resourceGroup);
        const service = `${group}/providers/Microsoft.ApiManagement/service/${name}?api-version=2024-05-01`;
        const properties = { publisherName: "Contoso", publisherEmail: "apis@contoso.example" };
        const sku = { name: "Standard", capacity: 1 };
        const identity = { type: "SystemAssigned" };
        const answer = await e2e.put(service, { location: "westeurope", sku, identity, properties });
        assert.ok([200, 201, 202].includes(answer.status), answer.text);
    }

    /** As the one that the emulated subscription has from the start. */
    async function componentExists(id: string): Promise<void> {
        await groupExists(id.split("/")[4]!);
        const { store } = e2e.emulator.arm;
        const seeded = store.get(
            store.ids().find((other) => /\/Microsoft\.Insights\/components\/[^/]+$/i.test(other))!,
        )!;
        const name = id.slice(id.lastIndexOf("/") + 1);
        store.set({ ...seeded, id: id.replace(nobody, e2e.emulator.access.subscriptionId), name });
    }

    function addEndpoint(name: string, tags: { key: string; value: string }[] = []): void {
        const { workspace, access } = e2e.emulator;
        const file = name.endsWith("chat") ? "chat.json" : "classic-ml.json";
        const document = JSON.parse(readFileSync(join(__dirname, "../../emulator/workspace/documents", file), "utf8"));
        workspace.setEndpoint(name, { tags, ...(name.endsWith("chat") && { task: "llm/v1/chat" }) });
        const servers = [{ url: `${access.workspaceUrl}/serving-endpoints/${name}` }];
        workspace.setDocument(name, { ...document, servers });
    }
});
