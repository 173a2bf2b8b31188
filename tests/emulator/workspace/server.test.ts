import assert from "node:assert/strict";
import {
    EMPTY_BODY,
    LOGIN_PAGE,
    PRIVATE_LINK_REDIRECT,
    TEMPORARILY_UNAVAILABLE,
} from "../../../emulator/workspace/plannedAnswer";
import { EmulatedWorkspace, startWorkspace } from "../../../emulator/workspace/server";

const API = "/api/2.0/serving-endpoints";
const AGENT = "agents_main-dbdemos_rag_chatbot-dbdemos_rag_demo";

describe("the emulated workspace", () => {
    let workspace: EmulatedWorkspace;
    let now = 1_772_442_000_000;
    beforeEach(async () => {
        workspace = await startWorkspace({ now: () => now });
    });
    afterEach(() => workspace.close());

    function call(path: string, init: RequestInit = {}, token = workspace.token): Promise<Response> {
        const headers = { authorization: `Bearer ${token}`, ...init.headers };
        return fetch(workspace.url + path, { redirect: "manual", ...init, headers });
    }

    async function json(response: Response | Promise<Response>): Promise<any> {
        return (await response).json();
    }

    describe("authentication", () => {
        it("answers 401 without a bearer token, on every path", async () => {
            for (const path of [API, "/serving-endpoints/wine-quality/invocations", "/nowhere"]) {
                const response = await fetch(workspace.url + path, { method: "POST" });
                assert.equal(response.status, 401);
                assert.equal(response.headers.get("www-authenticate"), 'Bearer realm="DatabricksRealm"');
                const { error_code, message } = await json(response);
                assert.equal(error_code, 401);
                assert.match(
                    message,
                    /^Credential was not sent or was of an unsupported type for this API\. \[ReqId: /,
                );
            }
            const basic = { authorization: "Basic eDp5" };
            assert.equal((await fetch(workspace.url + API, { headers: basic })).status, 401);
        });

        it("answers 403 for a wrong or revoked token", async () => {
            const { error_code, message } = await json(call(API, {}, "dapi00000000000000000000000000000000"));
            assert.equal(error_code, 403);
            assert.match(message, /^Invalid access token\. \[ReqId: /);
            workspace.revokeToken(workspace.token);
            assert.equal((await call(API)).status, 403);
        });

        it("makes, lists and revokes personal access tokens", async () => {
            const body = JSON.stringify({ comment: "gateway", lifetime_seconds: 60 });
            const created = await json(call("/api/2.0/token/create", { method: "POST", body }));
            assert.match(created.token_value, /^dapi[0-9a-f]{32}$/);
            assert.equal(created.token_info.expiry_time, now + 60_000);
            const { token_infos } = await json(call("/api/2.0/token/list"));
            assert.deepEqual(token_infos.at(-1), created.token_info);
            assert.ok(!JSON.stringify(token_infos).includes(created.token_value));
            assert.equal((await call(API, {}, created.token_value)).status, 200);
            const deletion = { method: "POST", body: JSON.stringify({ token_id: created.token_info.token_id }) };
            assert.equal((await call("/api/2.0/token/delete", deletion)).status, 200);
            assert.equal((await call(API, {}, created.token_value)).status, 403);
            const again = await call("/api/2.0/token/delete", deletion);
            assert.equal(again.status, 404);
            assert.equal((await json(again)).error_code, "RESOURCE_DOES_NOT_EXIST");
        });

        it("ends a token after its lifetime", async () => {
            const body = JSON.stringify({ lifetime_seconds: 60 });
            const { token_value } = await json(call("/api/2.0/token/create", { method: "POST", body }));
            now += 60_000;
            assert.equal((await call(API, {}, token_value)).status, 403);
        });

        it("refuses a lifetime that Databricks does not allow", async () => {
            for (const lifetime_seconds of [0, -1, 731 * 24 * 3600, "60"]) {
                const body = JSON.stringify({ lifetime_seconds });
                assert.equal((await call("/api/2.0/token/create", { method: "POST", body })).status, 400);
            }
        });

        it("gives an OAuth token to its service principal only", async () => {
            const { clientId, clientSecret } = workspace.servicePrincipal;
            const ask = (secret: string, body = "grant_type=client_credentials&scope=all-apis") =>
                fetch(`${workspace.url}/oidc/v1/token`, {
                    method: "POST",
                    headers: {
                        authorization: `Basic ${btoa(`${clientId}:${secret}`)}`,
                        "content-type": "application/x-www-form-urlencoded",
                    },
                    body,
                });
            const { access_token, expires_in, token_type } = await json(ask(clientSecret));
            assert.deepEqual([expires_in, token_type], [3600, "Bearer"]);
            assert.equal((await json(call("/api/2.0/preview/scim/v2/Me", {}, access_token))).userName, clientId);
            const refused = await ask("dose0");
            assert.equal(refused.status, 401);
            assert.equal((await json(refused)).error, "invalid_client");
            assert.equal((await ask(clientSecret, "grant_type=password")).status, 400);
        });
    });

    describe("the control plane", () => {
        it("lists endpoints without what only one endpoint's GET shows", async () => {
            const { endpoints } = await json(call(API));
            const names = endpoints.map((endpoint: { name: string }) => endpoint.name);
            assert.deepEqual(names, ["ada-embeddings", AGENT, "llama-chat", "wine-quality"]);
            for (const endpoint of endpoints) {
                for (const member of ["permission_level", "route_optimized", "endpoint_url"]) {
                    assert.ok(!(member in endpoint));
                }
                assert.ok(!("traffic_config" in endpoint.config));
            }
        });

        it("shows an endpoint with its served models, the ones of its document", async () => {
            const endpoint = await json(call(`${API}/${AGENT}`));
            assert.deepEqual(endpoint.state, { ready: "READY", config_update: "NOT_UPDATING" });
            assert.equal(endpoint.permission_level, "CAN_MANAGE");
            const document = await json(call(`${API}/${AGENT}/openapi`));
            assert.deepEqual(
                endpoint.config.served_entities.map(
                    ({ name }: { name: string }) => `/served-models/${name}/invocations`,
                ),
                Object.keys(document.paths),
            );
        });

        it("serves documents whose server is the workspace itself", async () => {
            const { servers } = await json(call(`${API}/${AGENT}/openapi`));
            assert.deepEqual(servers, [{ url: `${workspace.url}/serving-endpoints/${AGENT}` }]);
        });

        it("answers 404 for an endpoint that does not exist", async () => {
            for (const path of [`${API}/churn`, `${API}/churn/openapi`]) {
                const response = await call(path);
                assert.equal(response.status, 404);
                assert.deepEqual(await json(response), {
                    error_code: "RESOURCE_DOES_NOT_EXIST",
                    message: "Endpoint with name 'churn' does not exist.",
                });
            }
        });

        it("shows permissions by the endpoint's id, not by its name", async () => {
            const { id } = await json(call(`${API}/wine-quality`));
            const path = "/api/2.0/permissions/serving-endpoints";
            assert.equal((await json(call(`${path}/${id}`))).object_id, `/serving-endpoints/${id}`);
            assert.equal((await call(`${path}/wine-quality`)).status, 404);
        });

        it("says 501 for what it does not emulate, and 404 for what no workspace has", async () => {
            for (const [method, path] of [
                ["GET", "/api/2.1/clusters/list"],
                ["POST", API],
                ["POST", "/serving-endpoints/chat/completions"],
            ] as const) {
                const response = await call(path, { method });
                assert.equal(response.status, 501);
                assert.match(
                    (await json(response)).message,
                    /^The emulated workspace does not implement '(GET|POST) \//,
                );
            }
            const nowhere = await call("/nowhere");
            assert.equal(nowhere.status, 404);
            assert.equal((await json(nowhere)).error_code, "ENDPOINT_NOT_FOUND");
        });
    });

    describe("changing it while it runs", () => {
        it("serves a new document as it is given, even one that is no JSON", async () => {
            workspace.setDocument("wine-quality", "<html>");
            assert.equal(await (await call(`${API}/wine-quality/openapi`)).text(), "<html>");
            workspace.setDocument("wine-quality", { servers: [{ url: "https://evil.example" }] });
            const { servers } = await json(call(`${API}/wine-quality/openapi`));
            assert.deepEqual(servers, [{ url: "https://evil.example" }]);
        });

        it("deploys another model when the document has one", async () => {
            const document = await (await call(`${API}/wine-quality/openapi`)).text();
            workspace.setDocument("wine-quality", document.replaceAll("wine_quality-3", "wine_quality-4"));
            const { config } = await json(call(`${API}/wine-quality`));
            assert.equal(config.config_version, 4);
            assert.deepEqual(config.traffic_config.routes, [
                { served_model_name: "wine_quality-4", served_entity_name: "wine_quality-4", traffic_percentage: 100 },
            ]);
        });

        it("lets another process do the same over HTTP, with the credential", async () => {
            const path = "/_emulator/serving-endpoints/churn";
            const changes = JSON.stringify({ state: { ready: "NOT_READY", config_update: "IN_PROGRESS" } });
            assert.equal((await fetch(workspace.url + path, { method: "PUT", body: changes })).status, 401);
            assert.equal((await call(path, { method: "PUT", body: changes })).status, 200);
            assert.equal((await json(call(`${API}/churn`))).state.ready, "NOT_READY");
            assert.equal((await call(`${API}/churn/openapi`)).status, 400);
            await call(path, { method: "PUT", body: JSON.stringify({ state: { ready: "READY" } }) });
            await call(`${path}/openapi`, { method: "PUT", body: "not JSON" });
            assert.equal(await (await call(`${API}/churn/openapi`)).text(), "not JSON");
            await call(path, { method: "DELETE" });
            assert.equal((await call(`${API}/churn`)).status, 404);
        });

        it("gives planned answers first, as often as asked and where asked", async () => {
            workspace.answerNext({ ...TEMPORARILY_UNAVAILABLE, times: 2 });
            workspace.answerNext({ ...EMPTY_BODY, path: /\/openapi$/ });
            const statuses = [];
            for (let count = 0; count < 3; count++) statuses.push((await call(API)).status);
            assert.deepEqual(statuses, [503, 503, 200]);
            assert.equal(await (await call(`${API}/wine-quality/openapi`)).text(), "");
            workspace.answerNext(LOGIN_PAGE);
            assert.match(await (await call(API)).text(), /Sign In/);
            workspace.answerNext(PRIVATE_LINK_REDIRECT);
            assert.match((await call(API)).headers.get("location") ?? "", /private-link-validation-error/);
        });
    });

    describe("recording", () => {
        it("keeps who called what, and no credential", async () => {
            const key = "0123456789abcdef0123456789abcdef";
            await call(`${API}?a=1`, { headers: { "ocp-apim-subscription-key": key, "x-trace": "7" } });
            await call(`${API}?subscription-key=${key}`);
            await fetch(workspace.url + API);
            const [first, second, third] = workspace.requests;
            assert.deepEqual(
                [first?.method, first?.path, first?.principal],
                ["GET", `${API}?a=1`, "mlops@example.com"],
            );
            assert.equal(first?.headers["x-trace"], "7");
            assert.deepEqual(
                workspace.requests.map((request) => request.subscriptionKey),
                ["header", "query", undefined],
            );
            assert.equal(second?.path, API);
            assert.equal(third?.principal, undefined);
            const text = JSON.stringify(workspace.requests);
            assert.ok(!text.includes(key) && !text.includes(workspace.token));
        });
    });
});
