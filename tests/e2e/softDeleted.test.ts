import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { apiManagement } from "../../azure/armApiVersions";
import { ResourceManager } from "../../azure/resourceManager";
import type { Run } from "../../local/pulumi";
import { buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const publisher = { publisherName: "Contoso", publisherEmail: "apis@contoso.example" };

describe("the name of a deleted service, on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;
    let resourceManager: ResourceManager;
    let deleted: string;

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e({ service: service(), endpoints: [{ name: "wine-quality" }], mock: true });
        const { access } = e2e.emulator;
        const { armUrl, caFile, tenantId, servicePrincipal, subscriptionId, resourceGroup } = access;
        const env = {
            ARM_METADATA_HOSTNAME: new URL(armUrl).host,
            ARM_TENANT_ID: tenantId,
            ARM_CLIENT_ID: servicePrincipal.clientId,
            ARM_CLIENT_SECRET: servicePrincipal.clientSecret,
        };
        resourceManager = ResourceManager.from(() => undefined, env, { ca: await readFile(caFile, "utf8") });
        const provider = "providers/Microsoft.ApiManagement";
        deleted = `/subscriptions/${subscriptionId}/${provider}/locations/westeurope/deletedservices/apim-created`;
        const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/${provider}/service/apim-created`;
        const body = { location: "westeurope", sku: { name: "Developer", capacity: 1 }, properties: publisher };
        await e2e.put(`${armUrl}${id}?api-version=${apiManagement}`, body);
        await resourceManager.delete(id, apiManagement);
        assert.ok(await resourceManager.get(deleted, apiManagement), "it is not kept");
    });
    after(() => e2e?.close());

    const service = (more: object = {}) => ({
        name: "apim-created",
        resourceGroup: "rg-serving-gateway",
        create: { sku: "Developer", ...publisher, ...more },
    });

    async function ok(running: Promise<Run>): Promise<Run> {
        const run = await running;
        assert.equal(run.code, 0, run.output);
        return run;
    }

    it("is refused at preview, with what can be done", async () => {
        const { code, output } = await e2e.stack.preview();
        assert.notEqual(code, 0);
        assert.match(output, /the name "apim-created" is still taken by a service that was deleted on \d{4}-\d\d-\d\d/);
        assert.match(output, /softDeleted to restore .* or to purge/);
        assert.doesNotMatch(output, /\n\s+at .+:\d+:\d+/);
    });

    it("is purged when the new service is made, and not by a preview that says so", async () => {
        await e2e.configure({ service: service({ softDeleted: "purge" }) });
        assert.match(
            (await ok(e2e.stack.preview())).output,
            /warning: .*It is purged permanently before the new one is created/,
        );
        assert.ok(await resourceManager.get(deleted, apiManagement), "the preview purged it");
        await ok(e2e.stack.up());
        assert.equal(await resourceManager.get(deleted, apiManagement), undefined);
    });

    it("comes back with the service where that is wanted, and the next update applies the stack's settings", async () => {
        await ok(e2e.stack.destroy());
        const changed = { publisherName: "Contoso Models" };
        await e2e.configure({ service: service({ softDeleted: "restore", ...changed }) });
        const { output } = await ok(e2e.stack.up());
        assert.match(output, /warning: .*It is restored as it was; the next update applies the stack's settings/);
        assert.equal(await publisherName(), "Contoso");
        assert.match((await ok(e2e.stack.up())).output, /~ 1 updated/);
        assert.equal(await publisherName(), "Contoso Models");
        await ok(e2e.stack.preview("--expect-no-changes"));
    });

    async function publisherName(): Promise<string> {
        const { subscriptionId, resourceGroup } = e2e.emulator.access;
        const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
        const id = `${group}/providers/Microsoft.ApiManagement/service/apim-created`;
        const found = await resourceManager.get(id, apiManagement);
        return (found!.properties as { publisherName: string }).publisherName;
    }
});
