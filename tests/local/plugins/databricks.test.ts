import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Databricks } from "../../../local/plugins/databricks";
import type { Plugin, PropertyMap } from "../../../local/plugins/plugin";
import { guardSecrets, secret } from "../../../local/plugins/secrets";
import { about } from "./azureNativeFixture";

const TOKEN = "databricks:index/token:Token";
const PRINCIPAL = "databricks:index/servicePrincipal:ServicePrincipal";
const SCIM = "/api/2.0/preview/scim/v2/ServicePrincipals";
const ME = "/api/2.0/preview/scim/v2/Me";
const PERMISSIONS = "databricks:index/permissions:Permissions";

describe("the stand-in for databricks", () => {
    let server: Server;
    let plugin: Plugin;
    let calls: { call: string; body: unknown; authorization: string | undefined }[];
    let replies: Record<string, { status?: number; body: unknown }>;

    beforeEach(async () => {
        calls = [];
        replies = {};
        server = createServer((request, response) => {
            const chunks: Buffer[] = [];
            request.on("data", (chunk: Buffer) => chunks.push(chunk));
            request.on("end", () => {
                const text = Buffer.concat(chunks).toString();
                const call = `${request.method} ${request.url}`;
                const { authorization } = request.headers;
                calls.push({ call, body: text === "" ? undefined : JSON.parse(text), authorization });
                const missing = { error_code: "RESOURCE_DOES_NOT_EXIST", message: "nothing here" };
                const reply = replies[call] ?? { status: 404, body: missing };
                response.writeHead(reply.status ?? 200, { "content-type": "application/json" });
                response.end(JSON.stringify(reply.body));
            });
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        plugin = guardSecrets(new Databricks("1.110.0", { host, token: "admin-token", sleep: async () => undefined }));
    });
    afterEach(() => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
    });

    const info = { token_id: "42", creation_time: 1, expiry_time: 2, comment: "gateway" };

    it("signs in where a provider says with the provider's token, and to no other workspace with its own", async () => {
        const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        replies[`GET ${ME}`] = { body: { id: "1", userName: "a@b.example" } };
        const elsewhere = new Databricks("1.110.0", { host: "https://adb-3.4.azuredatabricks.net", token: "other" });
        assert.throws(
            () => elsewhere.configure({ "databricks:config:host": host }),
            /signs in to http:.* with a token only/,
        );
        elsewhere.configure({ "databricks:config:host": host, "databricks:config:token": "west-token" });
        await elsewhere.invoke("databricks:index/getCurrentUser:getCurrentUser");
        plugin.configure({});
        plugin.configure({ "databricks:config:host": `${host}/` });
        await plugin.invoke("databricks:index/getCurrentUser:getCurrentUser", {});
        assert.deepEqual(
            calls.map(({ authorization }) => authorization),
            ["Bearer west-token", "Bearer admin-token"],
        );
    });

    it("creates a token whose value is a secret", async () => {
        replies["POST /api/2.0/token/create"] = { body: { token_value: "dapi-new", token_info: info } };
        const inputs = { comment: "gateway", lifetimeSeconds: 3600 };
        const { id, outputs } = await plugin.create(about(TOKEN, inputs));
        assert.equal(id, "42");
        assert.deepEqual(outputs, {
            ...inputs,
            tokenId: "42",
            creationTime: 1,
            expiryTime: 2,
            tokenValue: secret("dapi-new"),
        });
        assert.deepEqual(calls, [
            {
                call: "POST /api/2.0/token/create",
                body: { comment: "gateway", lifetime_seconds: 3600 },
                authorization: "Bearer admin-token",
            },
        ]);
    });

    it("keeps the token's value, still a secret, when it is read again", async () => {
        replies["GET /api/2.0/token/list"] = { body: { token_infos: [info] } };
        const outputs = { comment: "gateway", tokenValue: secret("dapi-new") };
        const oldInputs = { comment: "gateway" };
        const found = await plugin.read(about(TOKEN, {}, { id: "42", outputs, oldInputs }));
        assert.deepEqual(found?.outputs["tokenValue"], secret("dapi-new"));
        assert.deepEqual(found?.inputs, oldInputs);
    });

    it("reads a token that is not listed as gone", async () => {
        replies["GET /api/2.0/token/list"] = { body: {} };
        assert.equal(await plugin.read(about(TOKEN, {}, { id: "42" })), undefined);
    });

    it("replaces a token for another lifetime, the new one before the old one goes", async () => {
        const request = about(TOKEN, { lifetimeSeconds: 2 }, { oldInputs: { lifetimeSeconds: 1 } });
        const { changes, deleteBeforeReplace } = await plugin.diff(request);
        assert.deepEqual(changes.get("lifetimeSeconds"), { kind: "update", replace: true });
        assert.equal(deleteBeforeReplace, false);
    });

    it("deletes a token, also one that is gone already", async () => {
        await plugin.delete(about(TOKEN, {}, { id: "42" }));
        assert.deepEqual(calls[0]?.body, { token_id: "42" });
    });

    it("calls nothing in a preview", async () => {
        const { outputs } = await plugin.create(about(TOKEN, { comment: "c" }, { preview: true }));
        assert.deepEqual(outputs, { comment: "c" });
        assert.deepEqual(calls, []);
    });

    it("tells what the workspace refused, and its error code", async () => {
        const body = { error_code: "PERMISSION_DENIED", message: "tokens are off" };
        replies["POST /api/2.0/token/create"] = { status: 403, body };
        await assert.rejects(plugin.create(about(TOKEN, {})), {
            message: "POST /api/2.0/token/create answered 403 (PERMISSION_DENIED): tokens are off",
        });
    });

    it("has no token where there is none in the answer", async () => {
        await assert.rejects(plugin.create(about(TOKEN, {})), /POST \/api\/2\.0\/token\/create answered 404/);
        replies["POST /api/2.0/token/create"] = { body: "<!doctype html>" };
        await assert.rejects(plugin.create(about(TOKEN, {})), /answered 200 with something that is not JSON/);
    });

    it("does not ask twice for a token when it cannot know whether the first one was made", async () => {
        replies["POST /api/2.0/token/create"] = { status: 500, body: {} };
        await assert.rejects(plugin.create(about(TOKEN, {})), /answered 500/);
        assert.equal(calls.length, 1);
    });

    it("sets the permissions of a serving endpoint, keeps who deploys, and reads back only the others' own", async () => {
        replies[`GET ${ME}`] = { body: { userName: "ada@example.org" } };
        const path = "/api/2.0/permissions/serving-endpoints/abc";
        const held = (permission_level: string, inherited: boolean) => ({ permission_level, inherited });
        const body = {
            access_control_list: [
                { service_principal_name: "app", all_permissions: [held("CAN_QUERY", false)] },
                { user_name: "ada@example.org", all_permissions: [held("CAN_MANAGE", false)] },
                { group_name: "admins", all_permissions: [held("CAN_MANAGE", true)] },
            ],
        };
        replies[`PUT ${path}`] = { body };
        replies[`GET ${path}`] = { body };
        const accessControls: PropertyMap[] = [{ servicePrincipalName: "app", permissionLevel: "CAN_QUERY" }];
        const inputs = { servingEndpointId: "abc", accessControls };
        const { id, outputs } = await plugin.create(about(PERMISSIONS, inputs));
        assert.equal(id, "/serving-endpoints/abc");
        const own = { user_name: "ada@example.org", permission_level: "CAN_MANAGE" };
        assert.deepEqual(calls.at(-1)?.body, {
            access_control_list: [{ service_principal_name: "app", permission_level: "CAN_QUERY" }, own],
        });
        const found = await plugin.read(about(PERMISSIONS, {}, { id, outputs, oldInputs: inputs }));
        assert.deepEqual(found?.inputs, inputs);
        await plugin.delete(about(PERMISSIONS, {}, { id }));
        assert.deepEqual(calls.at(-1)?.body, { access_control_list: [own] });
    });

    describe("for a service principal", () => {
        const answered = { id: "7", applicationId: "app", displayName: "gateway" };
        const inputs = { applicationId: "app", displayName: "gateway" };
        const outputs = {
            ...inputs,
            aclPrincipalId: "servicePrincipals/app",
            home: "/Users/app",
            repos: "/Repos/app",
        };

        it("creates, renames and deletes it by SCIM", async () => {
            replies[`POST ${SCIM}`] = { status: 201, body: answered };
            replies[`PUT ${SCIM}/7`] = { body: { ...answered, displayName: "apim" } };
            assert.deepEqual(await plugin.create(about(PRINCIPAL, inputs)), { id: "7", outputs });
            const changed = { ...inputs, displayName: "apim" };
            const { changes } = await plugin.diff(about(PRINCIPAL, changed, { oldInputs: inputs }));
            assert.deepEqual(changes.get("displayName"), { kind: "update", replace: false });
            assert.equal((await plugin.update(about(PRINCIPAL, changed, { id: "7" })))["displayName"], "apim");
            await plugin.delete(about(PRINCIPAL, {}, { id: "7" }));
            assert.equal(calls.at(-1)?.call, `DELETE ${SCIM}/7`);
        });

        it("takes over one that exists already only where it is told to", async () => {
            const detail = "Service principal with application ID app already exists.";
            replies[`POST ${SCIM}`] = { status: 409, body: { detail, status: "409" } };
            await assert.rejects(plugin.create(about(PRINCIPAL, inputs)), {
                message: `POST ${SCIM} answered 409: ${detail}`,
            });
            replies[`GET ${SCIM}?filter=applicationId%20eq%20%22app%22`] = { body: { Resources: [answered] } };
            replies[`PUT ${SCIM}/7`] = { body: answered };
            const { id } = await plugin.create(about(PRINCIPAL, { ...inputs, force: true }));
            assert.equal(id, "7");
        });
    });

    it("answers who signs in", async () => {
        replies["GET /api/2.0/preview/scim/v2/Me"] = { body: { id: "7", userName: "Ada.L@example.org" } };
        const me = await plugin.invoke("databricks:index/getCurrentUser:getCurrentUser", {});
        assert.equal(me["userName"], "Ada.L@example.org");
        assert.equal(me["alphanumeric"], "ada_l");
        assert.equal(me["home"], "/Users/Ada.L@example.org");
    });

    it("lists the serving endpoints", async () => {
        const endpoint = { id: "1", name: "churn", state: { ready: "READY", config_update: "NOT_UPDATING" } };
        replies["GET /api/2.0/serving-endpoints"] = { body: { endpoints: [endpoint] } };
        const list = await plugin.invoke("databricks:index/getServingEndpoints:getServingEndpoints", {});
        assert.deepEqual(list["endpoints"], [
            { id: "1", name: "churn", tags: [], states: [{ ready: "READY", configUpdate: "NOT_UPDATING" }] },
        ]);
    });

    it("names a resource type that it does not know", async () => {
        await assert.rejects(plugin.check(about("databricks:index/cluster:Cluster", {})), /Cluster is not supported/);
    });

    it("refuses a workspace without TLS, unless it is on this machine", () => {
        const options = { host: "http://adb-1.2.azuredatabricks.net", token: "t" };
        assert.throws(() => new Databricks("1.110.0", options), /needs https/);
    });
});
