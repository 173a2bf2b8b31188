import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const nobody = "00000000-0000-0000-0000-000000000000";

/** Settings of an example as they stand there. */
function example(file: string): Record<string, any> {
    const { config } = parse(readFileSync(join(__dirname, "../..", file), "utf8"));
    const own = Object.entries(config).filter(([key]) => key.startsWith("serving-gateway:"));
    return Object.fromEntries(own.map(([key, value]) => [key.replace("serving-gateway:", ""), value]));
}

/** What the examples say of Contoso's Azure and workspace is there; addresses and secrets are the emulators'. */
describe("the example environments, previewed on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;
    const present = new Set(Object.keys(example("Pulumi.dev.yaml")));

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e(here(example("Pulumi.dev.yaml")));
    });
    after(() => e2e?.close());

    it("Pulumi.dev.yaml: two endpoints on a service that exists", async () => {
        const { service, endpoints } = example("Pulumi.dev.yaml");
        await serviceExists(service);
        addEndpoint("churn");
        assert.deepEqual(await previewed(), endpoints.map(({ name }: { name: string }) => name).sort());
    });

    it("Pulumi.local.yaml: the embedded default", async () => {
        await configured("Pulumi.local.yaml");
        const names: string[] = example("Pulumi.local.yaml").endpoints.map(({ name }: { name: string }) => name);
        assert.deepEqual(await previewed(), names.sort());
    });

    it("examples/whole-workspace.yaml: a whole workspace, governed, without a secret", async () => {
        await configured("examples/whole-workspace.yaml");
        const { service, observability, discover } = example("examples/whole-workspace.yaml");
        await serviceExists(service);
        await componentExists(observability.applicationInsights);
        const [tag] = Object.entries<string>(discover.tags).map(([key, value]) => ({ key, value }));
        for (const name of ["support-chat", "sales-chat", "churn", "churn-experimental"]) addEndpoint(name, [tag!]);
        const printed: string[] = [];
        assert.deepEqual(await previewed(printed), ["churn", "sales-chat", "support-chat"]);
        assert.match(printed.join(), /Product product-assistants create/);
        assert.match(printed.join(), /Workbook/);
    });

    it("examples/smallest.yaml: one endpoint, and no secret", async () => {
        await configured("examples/smallest.yaml");
        assert.deepEqual(await previewed(), ["churn"]);
    });

    it("examples/shared-service.yaml: a team beside others, whose product, group and tag it links to", async () => {
        await configured("examples/shared-service.yaml");
        const service = await serviceExists(example("examples/shared-service.yaml").service);
        for (const [path, name] of [
            ["products", "partners"],
            ["groups", "data-science"],
            ["tags", "models"],
        ]) {
            const body = { properties: { displayName: name } };
            const answer = await e2e.put(`${service}/${path}/${name}?api-version=2024-05-01`, body);
            assert.equal(answer.status, 201, answer.text);
        }
        addEndpoint("churn");
        addEndpoint("support-chat");
        const printed: string[] = [];
        assert.deepEqual(await previewed(printed), ["churn", "support-chat"]);
        assert.match(printed.join(), /Product product-team-a create/);
        assert.doesNotMatch(printed.join(), /apimanagement:(Product product-partners|Group |Tag tag-models)/);
    });

    it("examples/oauth-without-keys.yaml: callers send tokens, and there is no key to keep", async () => {
        await configured("examples/oauth-without-keys.yaml");
        await serviceExists(example("examples/oauth-without-keys.yaml").service);
        const printed: string[] = [];
        assert.deepEqual(await previewed(printed), ["churn", "support-chat"]);
        assert.doesNotMatch(printed.join(), /apimanagement:Subscription/);
    });

    /** Without the addresses and the way to sign in, which are the emulators'. */
    function here({ workspace: _, ...settings }: Record<string, any>): Record<string, any> {
        const subscription = e2e?.emulator.access.subscriptionId ?? nobody;
        return JSON.parse(JSON.stringify(settings).replaceAll(nobody, subscription));
    }

    /** The settings of an example in place of the present ones, but for the token that the first one was given. */
    async function configured(file: string): Promise<void> {
        const none = Object.fromEntries(
            [...present].filter((key) => key !== "credential").map((key) => [key, undefined]),
        );
        const settings = here(example(file));
        for (const key of Object.keys(settings)) present.add(key);
        await e2e.configure({ ...none, ...settings });
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

    async function serviceExists({ name, resourceGroup }: { name: string; resourceGroup: string }): Promise<string> {
        const group = await groupExists(resourceGroup);
        const service = `${group}/providers/Microsoft.ApiManagement/service/${name}`;
        const properties = { publisherName: "Contoso", publisherEmail: "apis@contoso.example" };
        const sku = { name: "Standard", capacity: 1 };
        const identity = { type: "SystemAssigned" };
        const url = `${service}?api-version=2024-05-01`;
        const answer = await e2e.put(url, { location: "westeurope", sku, identity, properties });
        assert.ok([200, 201, 202].includes(answer.status), answer.text);
        return service;
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
