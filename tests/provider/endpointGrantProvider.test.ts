import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { endpointGrantCallProvider as call } from "../../provider/endpointGrantCallProvider";
import { endpointGrantProvider as record } from "../../provider/endpointGrantProvider";
import { type EmulatedWorkspace, startWorkspace } from "../../emulator/workspace/server";

const endpoint = "wine-quality";

const configure = async (host: string, token: string): Promise<void> => {
    const settings = JSON.stringify({ host, token });
    const get = (key: string) => (key === "serving-gateway:workspace" ? settings : undefined);
    for (const provider of [record, call]) await provider.configure!({ config: { get } as any });
};

describe("a grant on an endpoint", () => {
    let workspace: EmulatedWorkspace;
    let endpointId: string;
    let grantee: string;
    let other: string;

    beforeEach(async () => {
        workspace = await startWorkspace();
        await configure(workspace.url, workspace.token);
        endpointId = (await get(`serving-endpoints/${endpoint}`)).id;
        grantee = workspace.addServicePrincipal().clientId;
        other = workspace.addServicePrincipal().clientId;
        workspace.grant(other, endpoint, "CAN_VIEW");
    });
    afterEach(() => workspace.close());

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

    const inputs = () => ({ endpointId, applicationId: grantee });
    const recorded = async (more: object = {}) => (await record.create({ ...inputs(), ...more })).outs!;
    const grant = () => call.create(inputs());
    /** As the engine does it: the call first, which came last. */
    async function remove(state: object): Promise<void> {
        await call.delete!("id", inputs());
        await record.delete!("id", state);
    }

    it("cannot be taken back without its workspace in the settings, which is said in one line with the fix", async () => {
        await assert.rejects(record.delete!("id", { ...(await recorded()), workspace: "west" }), (error: Error) => {
            assert.match(
                error.message,
                /serving-gateway:workspaces\.west is not set, and .*\. Set it until they are removed/,
            );
            assert.equal(error.stack, "");
            return true;
        });
    });

    it("changes nothing before what was there is in the state", async () => {
        const before = await levels();
        assert.deepEqual(await recorded(), { ...inputs(), before: "" });
        assert.deepEqual(await levels(), before);
    });

    it("adds CAN_QUERY and takes away exactly that, whatever others have", async () => {
        const before = await levels();
        const state = await recorded();
        await grant();
        assert.deepEqual(await levels(), { ...before, [grantee]: "CAN_QUERY" });
        await remove(state);
        assert.deepEqual(await levels(), before);
        assert.equal(before[other], "CAN_VIEW");
    });

    it("raises a lesser right, and puts it back", async () => {
        workspace.grant(grantee, endpoint, "CAN_VIEW");
        const state = await recorded();
        await grant();
        assert.equal((await levels())[grantee], "CAN_QUERY");
        await remove(state);
        assert.equal((await levels())[grantee], "CAN_VIEW");
    });

    for (const level of ["CAN_QUERY", "CAN_MANAGE"] as const) {
        it(`leaves ${level} that somebody else gave as it is, to the end`, async () => {
            workspace.grant(grantee, endpoint, level);
            const state = await recorded();
            await grant();
            assert.equal((await levels())[grantee], level);
            await remove(state);
            assert.equal((await levels())[grantee], level);
        });
    }

    it("takes CAN_QUERY away that was there, where it is said to be the stack's own, but no other right", async () => {
        workspace.grant(grantee, endpoint, "CAN_QUERY");
        const state = await recorded({ own: true });
        await remove(state);
        assert.equal((await levels())[grantee], undefined);
        for (const level of ["CAN_VIEW", "CAN_MANAGE"] as const) {
            workspace.grant(grantee, endpoint, level);
            const other = await recorded({ own: true });
            await grant();
            await remove(other);
            assert.equal((await levels())[grantee], level);
        }
    });

    it("becomes the stack's own in place, and somebody's again", async () => {
        workspace.grant(grantee, endpoint, "CAN_QUERY");
        const state = await recorded();
        assert.deepEqual(await record.diff!("id", state, { ...inputs(), own: true }), { changes: true, replaces: [] });
        const own = (await record.update!("id", state, { ...inputs(), own: true })).outs;
        assert.deepEqual(await record.diff!("id", own, inputs()), { changes: true, replaces: [] });
        assert.deepEqual((await record.update!("id", own, inputs())).outs, state);
    });

    for (const [what, level] of [
        ["raised", "CAN_MANAGE"],
        ["lowered", "CAN_VIEW"],
    ] as const) {
        it(`keeps a right that somebody ${what} meanwhile`, async () => {
            const state = await recorded();
            await grant();
            workspace.grant(grantee, endpoint, level);
            await remove(state);
            assert.equal((await levels())[grantee], level);
        });
    }

    it("gives back nothing that somebody took away meanwhile", async () => {
        workspace.grant(grantee, endpoint, "CAN_VIEW");
        const state = await recorded();
        await grant();
        workspace.revoke(grantee, endpoint);
        await remove(state);
        assert.equal((await levels())[grantee], undefined);
    });

    it("keeps what others were given meanwhile", async () => {
        const state = await recorded();
        await grant();
        workspace.grant(other, endpoint, "CAN_MANAGE");
        await remove(state);
        assert.equal((await levels())[other], "CAN_MANAGE");
    });

    it("sees in a refresh that the right was taken away, so that it is given again, and knows what to put back", async () => {
        workspace.grant(grantee, endpoint, "CAN_VIEW");
        const state = await recorded();
        await grant();
        assert.equal((await call.read!("id", inputs())).id, "id");
        assert.deepEqual(await record.read!("id", state), { id: "id", props: state, inputs: inputs() });
        workspace.revoke(grantee, endpoint);
        assert.equal((await call.read!("id", inputs())).id, "");
        const refreshed = await record.read!("id", state);
        assert.deepEqual(refreshed.props, { ...inputs(), before: "" });
        await grant();
        await remove(refreshed.props!);
        assert.equal((await levels())[grantee], undefined);
    });

    it("is gone with the endpoint, and deleting it needs none", async () => {
        const state = await recorded();
        await grant();
        workspace.removeEndpoint(endpoint);
        assert.equal((await record.read!("id", state)).id, "");
        assert.equal((await call.read!("id", inputs())).id, "");
        await remove(state);
    });

    it("is another grant for another endpoint or principal, and the same otherwise", async () => {
        for (const provider of [record, call]) {
            const state = { ...inputs(), before: "" };
            assert.deepEqual(await provider.diff!("id", state, inputs()), { changes: false, replaces: [] });
            const changed = await provider.diff!("id", state, { endpointId: "00", applicationId: other });
            assert.deepEqual(changed, { changes: true, replaces: ["endpointId", "applicationId"] });
        }
    });

    it("says whom it is checked as and which right is missing, without the token or a stack", async () => {
        const deployer = workspace.addServicePrincipal();
        workspace.grant(deployer.clientId, endpoint, "CAN_QUERY");
        await configure(workspace.url, deployer.token);
        await assert.rejects(grant(), (error: Error) => {
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

describe("a grant, where the workspace answers what it should not", () => {
    const inputs = { endpointId: "0f1e", applicationId: "5f0c1a2b-0000-4000-8000-000000000000" };
    const state = { ...inputs, before: "" };
    const entry = {
        service_principal_name: inputs.applicationId,
        all_permissions: [{ permission_level: "CAN_QUERY" }],
    };
    let server: Server;
    let answer: (method: string) => { status: number; body: string };
    let asked: string[];

    before(async () => {
        server = createServer((request, response) => {
            asked.push(request.method!);
            const { status, body } = answer(request.method!);
            response.writeHead(status, { "content-type": "application/json" }).end(body);
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        await configure(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, "dapi-marker");
    });
    after(() => void server.close());
    beforeEach(() => void (asked = []));

    const withList = (list: unknown) => JSON.stringify({ access_control_list: list });
    const withLevels = (levels: unknown) => withList([{ ...entry, all_permissions: levels }]);
    const notOneOf = (...types: string[]) =>
        Object.entries({ null: null, number: 7, text: "x", boolean: true, list: [], object: {} }).flatMap(
            ([type, value]) => (types.includes(type) ? [] : [value]),
        );
    const bodies = [
        ...["", "nothing", "7", "null", '"x"', "[]", "{}"],
        ...notOneOf("list").map(withList),
        ...notOneOf("object").map((each) => withList([each])),
        ...[...notOneOf("text"), ""].map((name) => withList([{ ...entry, service_principal_name: name }])),
        ...["user_name", "group_name"].flatMap((key) =>
            notOneOf("text").map((name) => withList([{ [key]: name, all_permissions: [] }])),
        ),
        withList([{ ...entry, user_name: "ada@contoso.example" }]),
        withList([{ all_permissions: entry.all_permissions }]),
        ...[undefined, ...notOneOf("list")].map(withLevels),
        ...notOneOf("object").map((each) => withLevels([each])),
        ...[undefined, "", ...notOneOf("text")].map((permission_level) => withLevels([{ permission_level }])),
        ...notOneOf("boolean").map((inherited) => withLevels([{ permission_level: "CAN_QUERY", inherited }])),
    ];

    it("takes no response for an access list that is none, and writes nothing then", async () => {
        for (const body of bodies) {
            answer = () => ({ status: 200, body });
            for (const run of [
                () => record.create(inputs),
                () => call.create(inputs),
                () => record.read!("id", state),
                () => call.read!("id", inputs),
                () => record.delete!("id", state),
            ]) {
                await assert.rejects(run(), (error: Error) => {
                    assert.match(error.message, /answered GET \/api\/2\.0\/permissions\/.* not an access list/, body);
                    assert.equal(error.stack, "", body);
                    return true;
                });
            }
        }
        assert.ok(bodies.length > 50 && asked.every((method) => method === "GET"));
    });

    it("refuses an entry that it would lose, also when the list is read for the second time", async () => {
        let reads = 0;
        answer = () => ({ status: 200, body: ++reads === 1 ? withList([entry]) : withList([entry, {}]) });
        await assert.rejects(record.delete!("id", state), /access_control_list\[1\] does not name one principal/);
        assert.deepEqual(asked, ["GET", "GET"]);
    });

    it("asks nothing where there is nothing to take back", async () => {
        for (const before of ["CAN_QUERY", "CAN_MANAGE"]) await record.delete!("id", { ...inputs, before });
        assert.deepEqual(asked, []);
    });

    it("does not take a principal that is gone, in the list that is written, for an endpoint that is gone", async () => {
        const gone = JSON.stringify({ error_code: "RESOURCE_DOES_NOT_EXIST", message: "Principal does not exist" });
        answer = (method) =>
            method === "GET" ? { status: 200, body: withList([entry]) } : { status: 404, body: gone };
        await assert.rejects(record.delete!("id", state), /404 \(RESOURCE_DOES_NOT_EXIST\) to PUT/);
    });
});
