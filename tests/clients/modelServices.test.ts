import assert from "node:assert/strict";
import { type EmulatedWorkspace, startWorkspace } from "../../emulator/workspace/server";
import { Tools } from "./tools";

const folder = process.env.CLIENT_TOOLS;
const service = "main.support.team-chat";

describe("Databricks' SDK for Python on the emulated workspace", function () {
    this.timeout(5 * 60_000);

    if (folder === undefined) return;

    const tools = new Tools(folder);
    if (!tools.hasModelClients) return;

    let workspace: EmulatedWorkspace;
    before(async () => {
        workspace = await startWorkspace();
    });
    after(() => workspace.close());

    it("lists, reads and queries model services, and reads who may", async () => {
        const { url: host, token, servicePrincipal } = workspace;
        const principal = servicePrincipal.clientId;
        const got = JSON.parse(await tools.modelServices({ host, token, service, principal }));
        const names = ["main.support.team-chat", "system.ai.claude-sonnet-4-5", "system.ai.gte-large-en"];
        assert.deepEqual(
            got.listed,
            names.map((name) => `model-services/${name}`),
        );
        assert.deepEqual(got.inSchema, [`model-services/${service}`]);
        assert.equal(got.read.config.routing.destinations[0].traffic_percentage, 100);
        assert.equal(got.read.create_time, "2026-03-02T09:00:00Z");
        const [assignment] = got.effective.privilege_assignments;
        assert.deepEqual(
            assignment.privileges.map(({ privilege }: { privilege: string }) => privilege),
            ["USE_CATALOG", "USE_SCHEMA", "EXECUTE"],
        );
        assert.equal(got.answer, "emulated content 1");
    });
});
