import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { API, ENDPOINT, testWorkspace } from "./testWorkspace";

const SCIM = "/api/2.0/preview/scim/v2/ServicePrincipals";

describe("permissions in the emulated workspace", () => {
    const test = testWorkspace();
    let caller: { clientId: string; token: string };
    let path: string;
    beforeEach(async () => {
        caller = test.workspace.addServicePrincipal();
        const { id } = (await test.call("GET", `${API}/${ENDPOINT}`)).body;
        path = `/api/2.0/permissions/serving-endpoints/${id}`;
    });

    /** Statuses of seeing the endpoint, reading its document, calling it and changing its permissions. */
    async function rights(): Promise<number[]> {
        const seen = await test.call("GET", `${API}/${ENDPOINT}`, caller.token);
        const document = await test.call("GET", `${API}/${ENDPOINT}/openapi`, caller.token);
        const [query] = await test.query(caller.token);
        const change = await test.call("PATCH", path, caller.token, { access_control_list: [] });
        return [seen.status, document.status, query, change.status];
    }

    it("lets a principal do what its level allows, and no more", async () => {
        assert.deepEqual(await rights(), [403, 403, 403, 403]);
        test.workspace.grant(caller.clientId, ENDPOINT, "CAN_VIEW");
        assert.deepEqual(await rights(), [200, 200, 403, 403]);
        test.workspace.grant(caller.clientId, ENDPOINT, "CAN_QUERY");
        assert.deepEqual(await rights(), [200, 200, 200, 403]);
        test.workspace.grant(caller.clientId, ENDPOINT, "CAN_MANAGE");
        assert.deepEqual(await rights(), [200, 200, 200, 200]);
        test.workspace.revoke(caller.clientId, ENDPOINT);
        assert.deepEqual(await rights(), [403, 403, 403, 403]);
    });

    it("refuses with Databricks' code, and names the permission", async () => {
        const { body } = await test.call("GET", `${API}/${ENDPOINT}`, caller.token);
        assert.deepEqual(body, {
            error_code: "PERMISSION_DENIED",
            message: "You do not have the permission CAN_VIEW on the serving endpoint 'llama-chat'.",
        });
    });

    it("lists what the caller may see, and shows the caller's own level", async () => {
        assert.deepEqual((await test.call("GET", API, caller.token)).body.endpoints, []);
        test.workspace.grant(caller.clientId, ENDPOINT, "CAN_QUERY");
        const { endpoints } = (await test.call("GET", API, caller.token)).body;
        assert.deepEqual(
            endpoints.map(({ name }: { name: string }) => name),
            [ENDPOINT],
        );
        assert.equal((await test.call("GET", `${API}/${ENDPOINT}`, caller.token)).body.permission_level, "CAN_QUERY");
        assert.equal((await test.call("GET", `${API}/${ENDPOINT}`)).body.permission_level, "CAN_MANAGE");
    });

    const entry = (name: string, permission_level = "CAN_QUERY") => ({
        access_control_list: [{ service_principal_name: name, permission_level }],
    });

    it("lets nobody but administrators change the emulator itself", async () => {
        test.workspace.grant(caller.clientId, ENDPOINT, "CAN_MANAGE");
        const own = `/_emulator/serving-endpoints/${ENDPOINT}`;
        assert.equal((await test.call("DELETE", own, caller.token)).status, 403);
        assert.equal((await test.call("GET", `${API}/${ENDPOINT}`)).status, 200);
    });

    it("adds by PATCH, and replaces by PUT, which takes away what others had", async () => {
        await test.call("PATCH", path, undefined, entry(caller.clientId));
        const second = test.workspace.addServicePrincipal();
        const { body } = await test.call("PATCH", path, undefined, entry(second.clientId));
        const names = ({ access_control_list }: { access_control_list: Record<string, string>[] }) =>
            access_control_list.map((held) => held.service_principal_name ?? held.user_name ?? held.group_name);
        assert.deepEqual(names(body), [
            "mlops@example.com",
            test.workspace.servicePrincipal.clientId,
            caller.clientId,
            second.clientId,
            "admins",
        ]);
        const replaced = await test.call("PUT", path, undefined, entry(second.clientId));
        assert.deepEqual(names(replaced.body), [second.clientId, "admins"]);
        assert.equal((await test.query(caller.token))[0], 403);
    });

    it("gives everybody what the group of all users has, and keeps its entry", async () => {
        const users = { group_name: "users", permission_level: "CAN_QUERY" };
        const { body } = await test.call("PATCH", path, undefined, { access_control_list: [users] });
        assert.deepEqual(await rights(), [200, 200, 200, 403]);
        assert.ok(body.access_control_list.some(({ group_name }: { group_name?: string }) => group_name === "users"));
        await test.call("PATCH", path, undefined, entry(caller.clientId, "CAN_VIEW"));
        assert.deepEqual(await rights(), [200, 200, 200, 403]);
    });

    it("refuses a level that endpoints do not have, and a principal or group that does not exist", async () => {
        assert.equal((await test.call("PUT", path, undefined, entry(caller.clientId, "CAN_READ"))).status, 400);
        const missing = await test.call("PUT", path, undefined, entry("nobody"));
        assert.deepEqual(
            [missing.status, missing.body.message],
            [404, "Principal: ServicePrincipalName(nobody) does not exist"],
        );
        const groups = { access_control_list: [{ group_name: "analysts", permission_level: "CAN_VIEW" }] };
        assert.equal((await test.call("PUT", path, undefined, groups)).status, 404);
        assert.equal((await test.query(await test.oauthToken(test.workspace.servicePrincipal)))[0], 200);
    });

    describe("service principals by SCIM", () => {
        const applicationId = randomUUID();

        it("makes, shows, finds, renames and deletes one", async () => {
            const body = { applicationId, displayName: "gateway" };
            const made = await test.call("POST", SCIM, undefined, body);
            assert.equal(made.status, 201);
            assert.deepEqual([made.body.applicationId, made.body.displayName], [applicationId, "gateway"]);
            const one = `${SCIM}/${made.body.id}`;
            assert.deepEqual((await test.call("GET", one)).body, made.body);
            const renamed = await test.call("PUT", one, undefined, { ...body, displayName: "apim" });
            assert.equal(renamed.body.displayName, "apim");
            const found = await test.call("GET", `${SCIM}?filter=applicationId%20eq%20"${applicationId}"`);
            assert.deepEqual(found.body.Resources, [renamed.body]);
            assert.equal((await test.call("DELETE", one)).status, 204);
            assert.equal((await test.call("GET", one)).status, 404);
        });

        it("refuses an application id that is taken, in SCIM's shape", async () => {
            await test.call("POST", SCIM, undefined, { applicationId });
            const { status, body } = await test.call("POST", SCIM, undefined, { applicationId });
            assert.equal(status, 409);
            assert.deepEqual(body.schemas, ["urn:ietf:params:scim:api:messages:2.0:Error"]);
        });

        it("lets nobody but administrators change them", async () => {
            test.workspace.grant(caller.clientId, ENDPOINT, "CAN_MANAGE");
            assert.equal((await test.call("POST", SCIM, caller.token, { applicationId })).status, 403);
            assert.equal((await test.call("GET", SCIM, caller.token)).status, 200);
        });
    });
});
