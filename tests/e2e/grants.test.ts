import assert from "node:assert/strict";
import { systemAssigned } from "../../emulator/arm/resources/managedIdentities";
import type { Run } from "../../local/pulumi";
import { buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const endpoint = "ada-embeddings";

/** CAN_QUERY for the gateway's identity, where the call that gives it is made and its answer is lost. */
describe("a grant whose answer is lost, on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;
    let identity: string;

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e({
            service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
            endpoints: [{ name: endpoint }],
        });
        const { access, arm } = e2e.emulator;
        identity = systemAssigned(
            arm.store.ids().find((id) => id.endsWith(`/service/${access.serviceName}`))!,
        ).clientId;
        await e2e.configure({ credential: { managedIdentity: { grant: { applicationId: identity } } } });
    });
    after(() => e2e?.close());

    async function ok(running: Promise<Run>): Promise<Run> {
        const run = await running;
        assert.equal(run.code, 0, run.output);
        return run;
    }

    async function failing(): Promise<void> {
        const error = { error_code: "INTERNAL_ERROR", message: "Try again." };
        const headers = { "content-type": "application/json" };
        const answer = { status: 500, headers, body: JSON.stringify(error), applied: true };
        e2e.emulator.workspace.answerNext({ ...answer, method: "PATCH", path: /permissions/ });
        const { code, output } = await e2e.stack.up();
        assert.notEqual(code, 0, output);
        assert.match(output, /answered 500 \(INTERNAL_ERROR\) to PATCH \/api\/2\.0\/permissions/);
        assert.equal(await levelOf(identity), "CAN_QUERY");
    }

    /** What the principal has on the endpoint itself. */
    async function levelOf(principal: string): Promise<string | undefined> {
        const { url, token } = e2e.emulator.workspace;
        const get = async (path: string): Promise<any> =>
            (await fetch(`${url}/api/2.0/${path}`, { headers: { authorization: `Bearer ${token}` } })).json();
        const { id } = await get(`serving-endpoints/${endpoint}`);
        const { access_control_list: list } = await get(`permissions/serving-endpoints/${id}`);
        return list.find((each: any) => each.service_principal_name === principal)?.all_permissions[0].permission_level;
    }

    it("leaves nothing behind after destroy", async () => {
        await failing();
        await ok(e2e.stack.destroy());
        assert.equal(await levelOf(identity), undefined);
    });

    it("is completed by the next up, and ends with the stack all the same", async () => {
        await failing();
        await ok(e2e.stack.up());
        await ok(e2e.stack.preview("--expect-no-changes"));
        await ok(e2e.stack.destroy());
        assert.equal(await levelOf(identity), undefined);
    });
});
