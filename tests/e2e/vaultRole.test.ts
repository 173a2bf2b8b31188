import assert from "node:assert/strict";
import { systemAssigned } from "../../emulator/arm/resources/managedIdentities";
import type { Run } from "../../local/pulumi";
import { buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const endpoint = "ada-embeddings";
const roleDelayMs = 5 * 60_000;

/** A key vault that accepts the service's new role only minutes after it was assigned. */
describe("a key vault's role that does not work yet, on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;
    let idsBefore: string[];

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e(
            {
                service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
                endpoints: [{ name: endpoint }],
            },
            { roleDelayMs },
        );
        const { access, keyVault, workspace, arm } = e2e.emulator;
        idsBefore = arm.store.ids();
        keyVault.setSecret("databricks-pat", workspace.token);
        const secretId = `${access.keyVaultUri}secrets/databricks-pat`;
        await e2e.configure({ credential: { pat: { keyVault: { secretId, vaultId: access.keyVaultId } } } });
    });
    after(() => e2e?.close());

    async function ok(running: Promise<Run>): Promise<Run> {
        const run = await running;
        assert.equal(run.code, 0, run.output);
        return run;
    }

    it("is refused at preview where somebody has assigned it, with the way around it", async () => {
        const { access, arm } = e2e.emulator;
        const service = arm.store.ids().find((id) => id.endsWith(`/service/${access.serviceName}`))!;
        const name = "0b1c7d52-0000-4000-8000-000000000000";
        const id = `${access.keyVaultId}/providers/Microsoft.Authorization/roleAssignments/${name}`;
        const definitions = `/subscriptions/${access.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions`;
        const properties = {
            principalId: systemAssigned(service).principalId,
            principalType: "ServicePrincipal",
            roleDefinitionId: `${definitions}/4633458b-17de-408a-b874-0445c86b69e6`,
        };
        assert.equal((await e2e.put(`${access.armUrl}${id}?api-version=2022-04-01`, { properties })).status, 201);
        const { code, output } = await e2e.stack.preview();
        assert.notEqual(code, 0, output);
        assert.ok(output.includes(`${id}, which is not in the stack's state`), output);
        assert.match(output, /remove vaultId at the credential/);
        arm.store.delete(id);
    });

    it("is waited for with a line, and the named value is made once", async () => {
        const { clock } = e2e.emulator;
        let waited = 0;
        await ok(
            e2e.stack.up((line) => {
                if (!/does not accept the service's new role yet: waiting up to 15 minutes/.test(line)) return;
                // What is minutes elsewhere has passed here as soon as the wait is said.
                if (waited++ === 0) clock.advance(roleDelayMs);
            }),
        );
        assert.ok(waited > 0, "nothing was waited for");
        const { value } = JSON.parse((await e2e.arm("GET", "namedValues")).text);
        assert.deepEqual(
            value.map(({ name }: { name: string }) => name),
            ["databricks-pat"],
        );
        const { subscriptionKeys, endpoints } = (await e2e.stack.outputs()) as Record<string, any>;
        const headers = { "Ocp-Apim-Subscription-Key": subscriptionKeys[endpoint] };
        assert.equal((await e2e.call(`${endpoints[endpoint].url}/invocations`, headers, { input: "a" })).status, 200);
    });

    // The role assignment is named after service and group, too.
    it("stays as everything does when the settings write the service and its group in another case", async () => {
        await e2e.configure({ service: { name: "APIM-Serving-Gateway", resourceGroup: "RG-Serving-Gateway" } });
        await ok(e2e.stack.preview("--expect-no-changes"));
    });

    it("is not asked for again, and leaves nothing behind", async () => {
        await ok(e2e.stack.preview("--expect-no-changes"));
        await ok(e2e.stack.destroy());
        assert.deepEqual(e2e.emulator.arm.store.ids(), idsBefore);
    });
});
