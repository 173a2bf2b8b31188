import assert from "node:assert/strict";
import { endpointGrantProvider as provider } from "../../provider/endpointGrantProvider";
import { type EmulatedWorkspace, startWorkspace } from "../../local/workspace/server";

const endpoint = "wine-quality";

describe("EndpointGrant's provider", () => {
    let workspace: EmulatedWorkspace;
    let endpointId: string;
    let grantee: string;
    let other: string;

    beforeEach(async () => {
        workspace = await startWorkspace();
        configure(workspace.token);
        endpointId = (await get(`serving-endpoints/${endpoint}`)).id;
        grantee = workspace.addServicePrincipal().clientId;
        other = workspace.addServicePrincipal().clientId;
        workspace.grant(other, endpoint, "CAN_VIEW");
    });
    afterEach(() => workspace.close());

    const configure = (token: string) => {
        const settings = JSON.stringify({ host: workspace.url, token });
        const get = (key: string) => (key === "workspace" ? settings : undefined);
        return provider.configure!({ config: { get } as any });
    };

    async function get(path: string): Promise<any> {
        const headers = { authorization: `Bearer ${workspace.token}` };
        return (await fetch(`${workspace.url}/api/2.0/${path}`, { headers })).json();
    }

    /** Levels by principal, without what is inherited. */
    async function levels(): Promise<Record<string, string>> {
        const { access_control_list } = await get(`permissions/serving-endpoints/${endpointId}`);
        const own = access_control_list.filter((entry: any) => !entry.all_permissions[0].inherited);
        return Object.fromEntries(
            own.map((entry: any) => [
                entry.service_principal_name ?? entry.user_name,
                entry.all_permissions[0].permission_level,
            ]),
        );
    }

    const create = () => provider.create({ endpointId, applicationId: grantee });

    it("adds CAN_QUERY and takes away exactly that, whatever others have", async () => {
        const before = await levels();
        const { id, outs } = await create();
        assert.deepEqual(await levels(), { ...before, [grantee]: "CAN_QUERY" });
        await provider.delete!(id, outs!);
        assert.deepEqual(await levels(), before);
        assert.equal(before[other], "CAN_VIEW");
    });

    it("raises a lesser right, and puts it back", async () => {
        workspace.grant(grantee, endpoint, "CAN_VIEW");
        const { id, outs } = await create();
        assert.equal((await levels())[grantee], "CAN_QUERY");
        await provider.delete!(id, outs!);
        assert.equal((await levels())[grantee], "CAN_VIEW");
    });

    for (const level of ["CAN_QUERY", "CAN_MANAGE"] as const) {
        it(`leaves ${level} that somebody else gave as it is, to the end`, async () => {
            workspace.grant(grantee, endpoint, level);
            const { id, outs } = await create();
            assert.equal((await levels())[grantee], level);
            await provider.delete!(id, outs!);
            assert.equal((await levels())[grantee], level);
        });
    }

    it("keeps what others were given meanwhile", async () => {
        const { id, outs } = await create();
        workspace.grant(other, endpoint, "CAN_MANAGE");
        await provider.delete!(id, outs!);
        assert.equal((await levels())[other], "CAN_MANAGE");
    });

    it("sees in a refresh that the right was taken away, so that it is given again", async () => {
        const { id, outs } = await create();
        assert.equal((await provider.read!(id, outs)).id, id);
        workspace.revoke(grantee, endpoint);
        assert.equal((await provider.read!(id, outs)).id, "");
    });

    it("is gone with the endpoint, and deleting it needs none", async () => {
        const { id, outs } = await create();
        workspace.removeEndpoint(endpoint);
        assert.equal((await provider.read!(id, outs)).id, "");
        await provider.delete!(id, outs!);
    });

    it("is another grant for another endpoint or principal, and the same otherwise", async () => {
        const state = { endpointId, applicationId: grantee, before: "" };
        const same = await provider.diff!("id", state, { endpointId, applicationId: grantee });
        assert.deepEqual(same, { changes: false, replaces: [] });
        const changed = await provider.diff!("id", state, { endpointId: "00", applicationId: other });
        assert.deepEqual(changed, { changes: true, replaces: ["endpointId", "applicationId"] });
    });

    it("tells whom it is checked as and which right is missing, without the token or a stack", async () => {
        const deployer = workspace.addServicePrincipal();
        workspace.grant(deployer.clientId, endpoint, "CAN_QUERY");
        configure(deployer.token);
        await assert.rejects(create(), (error: Error) => {
            assert.match(
                error.message,
                /answered 403 \(PERMISSION_DENIED\) to PATCH [^]*needs CAN_MANAGE[^]*Checked as/,
            );
            assert.ok(!`${error.message}${error.stack}`.includes(deployer.token));
            assert.doesNotMatch(error.stack ?? "", /\n\s+at /);
            return true;
        });
    });
});
