import assert from "node:assert/strict";
import { systemAssigned } from "../../emulator/arm/resources/managedIdentities";
import { type EmulatedWorkspace, startWorkspace } from "../../emulator/workspace/server";
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

    const levelOf = (principal: string) => levelIn(e2e.emulator.workspace, principal);

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

/** A grant and a minted token, each in the workspace of its endpoint. */
describe("a workspace with a name, on the real engine", function () {
    this.timeout(2 * commandTimeout);

    const minting = "wine-quality";
    let e2e: E2e;
    let west: EmulatedWorkspace;
    let identity: string;
    let start: { readonly ids: string[]; readonly west: unknown; readonly unnamed: unknown };

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e({
            service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
            endpoints: [
                { name: endpoint, workspace: "west" },
                { name: minting, workspace: "west", credential: { pat: { mint: {} } } },
            ],
        });
        const { access, arm, clock } = e2e.emulator;
        west = await startWorkspace({ now: clock.now });
        identity = systemAssigned(
            arm.store.ids().find((id) => id.endsWith(`/service/${access.serviceName}`))!,
        ).clientId;
        await e2e.configure({
            workspaces: { west: { host: west.url } },
            credential: { managedIdentity: { grant: { applicationId: identity } } },
        });
        await e2e.stack.setConfig("workspaces.west.token", west.token, { secret: true });
        start = { ids: arm.store.ids(), west: await heldIn(west), unnamed: await heldIn(e2e.emulator.workspace) };
    });
    after(async () => {
        await e2e?.close();
        await west?.close();
    });

    /** The tokens and the service principals of a workspace. */
    async function heldIn(workspace: EmulatedWorkspace): Promise<unknown> {
        const { token_infos: tokens } = await get(workspace, "token/list");
        const { Resources: principals } = await get(workspace, "preview/scim/v2/ServicePrincipals");
        return {
            tokens: tokens?.map(({ comment }: any) => comment) ?? [],
            principals: principals.map(({ applicationId }: any) => applicationId),
        };
    }

    it("has the right and the token that the stack made, and the one without a name has nothing", async () => {
        await ok(e2e.stack.up());
        assert.equal(await levelIn(west, identity), "CAN_QUERY");
        const held: any = await heldIn(west);
        assert.ok(held.principals.includes(identity));
        assert.deepEqual(
            held.tokens.filter((comment: string) => /rotation 1/.test(comment)),
            ["serving-gateway local, rotation 1"],
        );
        assert.deepEqual(await heldIn(e2e.emulator.workspace), start.unnamed);
        const { endpoints, subscriptionKeys } = (await e2e.stack.outputs()) as Record<string, any>;
        const { url } = endpoints[`west-${minting}`];
        const headers = { "Ocp-Apim-Subscription-Key": subscriptionKeys[`west-${minting}`] };
        const row = { int_col: 3, float_col: 10.4, string_col: "abc" };
        const answer = await e2e.call(`${url}/invocations`, headers, { dataframe_records: [row] });
        assert.equal(answer.status, 200, answer.text);
        assert.ok(!(await e2e.stack.exportState()).includes(west.token));
        await ok(e2e.stack.preview("--expect-no-changes"));
    });

    it("has nothing left of it after destroy", async () => {
        await ok(e2e.stack.destroy());
        assert.equal(await levelIn(west, identity), undefined);
        assert.deepEqual(await heldIn(west), start.west);
        assert.deepEqual(e2e.emulator.arm.store.ids(), start.ids);
    });
});

async function ok(running: Promise<Run>): Promise<Run> {
    const run = await running;
    assert.equal(run.code, 0, run.output);
    return run;
}

async function get({ url, token }: EmulatedWorkspace, path: string): Promise<any> {
    return (await fetch(`${url}/api/2.0/${path}`, { headers: { authorization: `Bearer ${token}` } })).json();
}

/** What the principal has on the endpoint itself. */
async function levelIn(workspace: EmulatedWorkspace, principal: string): Promise<string | undefined> {
    const { id } = await get(workspace, `serving-endpoints/${endpoint}`);
    const { access_control_list: list } = await get(workspace, `permissions/serving-endpoints/${id}`);
    return list.find((each: any) => each.service_principal_name === principal)?.all_permissions[0].permission_level;
}
