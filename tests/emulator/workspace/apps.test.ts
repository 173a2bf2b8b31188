import assert from "node:assert/strict";
import { testWorkspace } from "./testWorkspace";

const LIST = "/api/2.0/apps";
const APP = "support-agent";
const question = { input: [{ role: "user", content: "Hi" }] };

describe("apps of the emulated workspace", () => {
    const test = testWorkspace();

    const namesIn = (body: { apps?: { name: string }[] }) => (body.apps ?? []).map(({ name }) => name);

    async function ask(token: string | undefined, path = "/invocations", body: object = question) {
        const { url } = (await test.call("GET", `${LIST}/${APP}`)).body;
        const authorization = token === undefined ? undefined : { authorization: `Bearer ${token}` };
        const headers = { "content-type": "application/json", ...authorization };
        const sent = path === "/invocations" ? { method: "POST", body: JSON.stringify(body) } : {};
        return fetch(url + path, { ...sent, headers, redirect: "manual" });
    }

    it("are listed page by page, each to whoever may use it", async () => {
        await test.workspace.apps.set("portal", {});
        const first = (await test.call("GET", `${LIST}?page_size=1`)).body;
        assert.deepEqual(namesIn(first), ["portal"]);
        const rest = (await test.call("GET", `${LIST}?page_token=${first.next_page_token}`)).body;
        assert.deepEqual([namesIn(rest), rest.next_page_token], [[APP], undefined]);
        const { clientId, token } = test.workspace.addServicePrincipal();
        assert.deepEqual((await test.call("GET", LIST, token)).body, {});
        test.workspace.apps.grant(clientId, APP, "CAN_USE");
        assert.deepEqual(namesIn((await test.call("GET", LIST, token)).body), [APP]);
    });

    it("have permissions by name, which are given and taken away as those of endpoints", async () => {
        const { clientId, token } = test.workspace.addServicePrincipal();
        const permissions = `/api/2.0/permissions/apps/${APP}`;
        const entry = { service_principal_name: clientId, permission_level: "CAN_USE" };
        assert.equal((await test.call("GET", permissions, token)).status, 403);
        const given = await test.call("PATCH", permissions, undefined, { access_control_list: [entry] });
        assert.equal(given.body.object_id, `/apps/${APP}`);
        assert.equal((await test.call("GET", `${LIST}/${APP}`, token)).status, 200);
        const query = { ...entry, permission_level: "CAN_QUERY" };
        const refused = await test.call("PATCH", permissions, undefined, { access_control_list: [query] });
        assert.equal(refused.status, 400);
        assert.equal((await test.call("GET", "/api/2.0/permissions/apps/none")).status, 404);
    });

    it("answer at hosts of their own whoever may use them and has an OAuth token, and nobody else", async () => {
        const { servicePrincipal, token } = test.workspace;
        const oauth = await test.oauthToken(servicePrincipal);
        const answer = (await (await ask(oauth)).json()) as { output: { content: string }[] };
        assert.equal(answer.output[0]!.content, "emulated answer to: Hi");
        assert.equal((await ask(token)).status, 401);
        assert.equal((await ask(undefined)).status, 302);
        const entra = test.tenant.registerApplication();
        const registered = test.workspace.addServicePrincipal(entra.clientId);
        test.workspace.apps.grant(registered.clientId, APP, "CAN_USE");
        assert.equal((await ask(await test.oauthToken(registered))).status, 200);
        assert.equal((await ask(await test.oauthToken(test.workspace.addServicePrincipal()))).status, 403);
        assert.equal((await ask(await test.oauthToken(test.other.servicePrincipal, test.other))).status, 401);
    });

    it("serve a document and pages as FastAPI does, and refuse what does not fit it", async () => {
        const oauth = await test.oauthToken(test.workspace.servicePrincipal);
        const document = (await (await ask(oauth, "/openapi.json")).json()) as { openapi: string };
        assert.equal(document.openapi, "3.1.0");
        assert.match(await (await ask(oauth, "/")).text(), /^<!DOCTYPE html>/);
        assert.equal((await ask(oauth, "/invocations", { messages: [] })).status, 422);
        assert.equal((await ask(oauth, "/api/cases/7")).status, 200);
        assert.equal((await ask(oauth, "/api/cases/x")).status, 422);
    });

    it("answer with a page while they do not run", async () => {
        const oauth = await test.oauthToken(test.workspace.servicePrincipal);
        await test.workspace.apps.set(APP, { compute_status: { state: "STOPPED" } });
        const answer = await ask(oauth);
        assert.equal(answer.status, 502);
        assert.match(answer.headers.get("content-type")!, /html/);
    });
});
