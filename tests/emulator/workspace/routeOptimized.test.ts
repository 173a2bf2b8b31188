import assert from "node:assert/strict";
import { API, ENDPOINT, testWorkspace } from "./testWorkspace";

describe("a route-optimized endpoint of the emulated workspace", () => {
    const test = testWorkspace();
    let url: string;
    let details: string;
    beforeEach(async () => {
        test.workspace.setEndpoint(ENDPOINT, { route_optimized: true });
        test.workspace.setEndpoint("wine-quality", { route_optimized: true });
        const { data_plane_info, endpoint_url } = (await test.call("GET", `${API}/${ENDPOINT}`)).body;
        ({ endpoint_url: url, authorization_details: details } = data_plane_info.query_info);
        assert.equal(endpoint_url, url);
    });

    async function ask(form: Record<string, string>): Promise<{ status: number; body: any }> {
        const { clientId, clientSecret } = test.workspace.servicePrincipal;
        const response = await fetch(`${test.workspace.url}/oidc/v1/token`, {
            method: "POST",
            headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
            body: new URLSearchParams(form),
        });
        return { status: response.status, body: await response.json() };
    }

    const clientCredentials = { grant_type: "client_credentials", scope: "all-apis" };
    const forEndpoint = () => ask({ ...clientCredentials, authorization_details: details });

    async function queryAtOwnHost(token: string): Promise<number> {
        const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
        const body = JSON.stringify({ messages: [{ role: "user", content: "Hi" }] });
        return (await fetch(url, { method: "POST", headers, body })).status;
    }

    it("answers on its own host, with a token that was asked for with its details", async () => {
        assert.notEqual(new URL(url).origin, test.workspace.url);
        assert.equal(await queryAtOwnHost((await forEndpoint()).body.access_token), 200);
        assert.equal(test.workspace.requests.at(-1)?.principal, test.workspace.servicePrincipal.clientId);
    });

    it("takes a token that another one was exchanged for", async () => {
        const assertion = await test.oauthToken(test.workspace.servicePrincipal);
        const grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
        const { body } = await ask({ grant_type, assertion, authorization_details: details });
        assert.equal(await queryAtOwnHost(body.access_token), 200);
    });

    it("takes no personal access token, no token for the workspace and none for another endpoint", async () => {
        const wine = (await test.call("GET", `${API}/wine-quality`)).body.data_plane_info.query_info;
        const other = await ask({ ...clientCredentials, authorization_details: wine.authorization_details });
        assert.equal(await queryAtOwnHost(test.workspace.token), 401);
        assert.equal(await queryAtOwnHost(await test.oauthToken(test.workspace.servicePrincipal)), 400);
        assert.equal(await queryAtOwnHost(other.body.access_token), 403);
    });

    it("does not answer on the workspace's host, where its token is not taken either", async () => {
        assert.equal((await test.query(test.workspace.token))[0], 400);
        const { access_token } = (await forEndpoint()).body;
        assert.match((await test.query(access_token))[1]!, /Expected aud claim to be: http/);
    });

    it("gives no token and no details to whoever may not query it", async () => {
        const { clientId } = test.workspace.servicePrincipal;
        const token = (await forEndpoint()).body.access_token;
        test.workspace.grant(clientId, ENDPOINT, "CAN_VIEW");
        const refused = await forEndpoint();
        assert.deepEqual([refused.status, refused.body.error], [403, "access_denied"]);
        assert.equal(await queryAtOwnHost(token), 403);
        const own = await test.oauthToken(test.workspace.servicePrincipal);
        assert.equal((await test.call("GET", `${API}/${ENDPOINT}`, own)).body.data_plane_info, undefined);
    });
});
