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

    it("lists and reads apps, reads who may use them, and calls one with its own token", async () => {
        const { url: host, token, servicePrincipal } = workspace;
        await workspace.apps.set("portal", {});
        const got = JSON.parse(await tools.apps({ host, token, app: "support-agent", ...servicePrincipal }));
        assert.deepEqual(got.listed, ["portal", "support-agent"]);
        assert.deepEqual([got.compute, got.application], ["ACTIVE", "RUNNING"]);
        const holders = got.permissions.access_control_list.map(
            (each: Record<string, string>) => each.service_principal_name ?? each.user_name ?? each.group_name,
        );
        assert.deepEqual(holders, ["mlops@example.com", servicePrincipal.clientId, "admins"]);
        assert.deepEqual(
            got.levels.permission_levels.map((each: { permission_level: string }) => each.permission_level),
            ["CAN_USE", "CAN_MANAGE"],
        );
        assert.equal(got.answer, "emulated answer to: Hi");
    });
});
