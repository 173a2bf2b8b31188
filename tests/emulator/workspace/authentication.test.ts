import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { API, testWorkspace } from "./testWorkspace";

const DATABRICKS = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";
const DAY = 24 * 3600_000;

describe("who the emulated workspace lets in", () => {
    const test = testWorkspace();

    describe("with a personal access token", () => {
        async function newToken(body: object = {}): Promise<string> {
            return (await test.call("POST", "/api/2.0/token/create", undefined, body)).body.token_value;
        }

        it("refuses it after its lifetime, and no longer lists it", async () => {
            const token = await newToken({ lifetime_seconds: 60 });
            assert.deepEqual(await test.query(token), [200, undefined]);
            test.clock.advance(60_000);
            assert.deepEqual(await test.query(token), [403, "Invalid access token."]);
            assert.equal((await test.call("GET", "/api/2.0/token/list")).body.token_infos.length, 1);
        });

        it("lets it live 730 days at most, whatever nobody asked for", async () => {
            await newToken();
            const { token_infos } = (await test.call("GET", "/api/2.0/token/list")).body;
            assert.equal(token_infos.at(-1).expiry_time, test.clock.now() + 730 * DAY);
        });

        it("revokes it after 90 days without a call, but not while it is in use", async () => {
            const [idle, used] = [await newToken(), await newToken()];
            for (const step of [60, 60]) {
                test.clock.advance(step * DAY);
                assert.equal((await test.query(used))[0], 200);
            }
            assert.deepEqual(await test.query(idle), [403, "Invalid access token."]);
        });

        it("shows administrators the day on which it was used last, and nobody else", async () => {
            await newToken();
            const path = "/api/2.0/token-management/tokens";
            const [admin, unused] = (await test.call("GET", path)).body.token_infos;
            assert.equal(admin.last_used_day, test.clock.now() - (test.clock.now() % DAY));
            assert.equal(unused.last_used_day, undefined);
            const other = test.workspace.addServicePrincipal();
            assert.equal((await test.call("GET", path, other.token)).status, 403);
        });

        it("refuses another workspace's", async () => {
            assert.deepEqual(await test.query(test.other.token), [403, "Invalid access token."]);
        });
    });

    describe("with an OAuth token of its own", () => {
        it("takes it for an hour, as the service principal, and says that it has expired after that", async () => {
            const token = await test.oauthToken(test.workspace.servicePrincipal);
            assert.deepEqual(await test.query(token), [200, undefined]);
            assert.equal(test.workspace.requests.at(-1)?.principal, test.workspace.servicePrincipal.clientId);
            test.clock.advance(3600_000);
            const { status, headers, body } = await test.call("GET", API, token);
            assert.deepEqual([status, body], [403, { error_code: 403, message: "JWT has expired" }]);
            assert.equal(headers.get("x-databricks-reason-phrase"), "JWT has expired");
        });

        it("publishes the key that verifies it", async () => {
            const jose = await import("jose");
            const token = await test.oauthToken(test.workspace.servicePrincipal);
            const response = await fetch(`${test.workspace.url}/oidc/.well-known/oauth-authorization-server`);
            const { issuer, jwks_uri } = (await response.json()) as { issuer: string; jwks_uri: string };
            const keys = jose.createRemoteJWKSet(new URL(jwks_uri));
            const options = { issuer, currentDate: new Date(test.clock.now()) };
            const { payload } = await jose.jwtVerify(token, keys, options);
            assert.equal(payload.sub, test.workspace.servicePrincipal.clientId);
        });

        it("refuses one that was revoked with 401, and takes the next one", async () => {
            const token = await test.oauthToken(test.workspace.servicePrincipal);
            test.workspace.revokeToken(token);
            assert.equal((await test.query(token))[0], 401);
            assert.equal((await test.query(await test.oauthToken(test.workspace.servicePrincipal)))[0], 200);
        });

        it("refuses another workspace's, though the same service principal is in both", async () => {
            const token = await test.oauthToken(test.other.servicePrincipal, test.other);
            assert.deepEqual(await test.query(token), [403, "Invalid access token."]);
        });
    });

    describe("with a Microsoft Entra token", () => {
        const [oid, appid] = [randomUUID(), randomUUID()];
        const issue = (more: object = {}) => test.tenant.issueToken({ audience: DATABRICKS, oid, appid, ...more });
        beforeEach(() => {
            test.workspace.addServicePrincipal(appid);
            test.workspace.grant(appid, "llama-chat", "CAN_QUERY");
        });

        it("takes it as the service principal with its application id", async () => {
            assert.deepEqual(await test.query(await issue()), [200, undefined]);
            assert.equal(test.workspace.requests.at(-1)?.principal, appid);
        });

        it("refuses one for another resource, and one of another tenant, with the claim that is wrong", async () => {
            const prefix = "io.jsonwebtoken.IncorrectClaimException: Expected";
            const audience = "https://management.azure.com";
            assert.deepEqual(await test.query(await issue({ audience })), [
                400,
                `${prefix} aud claim to be: ${DATABRICKS}, but was: ${audience}.`,
            ]);
            const iss = "https://login.example/other/v2.0";
            assert.deepEqual(await test.query(await issue({ claims: { iss } })), [
                400,
                `${prefix} iss claim to be: ${test.tenant.issuer}, but was: ${iss}.`,
            ]);
        });

        it("refuses one that has expired, or never does", async () => {
            assert.deepEqual(await test.query(await issue({ expiresInSeconds: 0 })), [403, "JWT has expired"]);
            assert.equal((await test.query(await issue({ claims: { exp: undefined } })))[0], 403);
        });

        it("refuses what the tenant has not signed", async () => {
            for (const wrong of [{ algorithm: "none" }, { algorithm: "HS256" }, { foreignKey: true }]) {
                assert.deepEqual(await test.query(await issue(wrong)), [403, "Invalid access token."]);
            }
            const [header, , signature] = (await issue()).split(".");
            const [, claims] = (await issue({ appid: test.workspace.servicePrincipal.clientId })).split(".");
            assert.deepEqual(await test.query(`${header}.${claims}.${signature}`), [403, "Invalid access token."]);
        });

        it("refuses somebody who is not in the workspace, also one who is there by object id only", async () => {
            const stranger = randomUUID();
            const token = await issue({ appid: stranger });
            assert.deepEqual(await test.query(token), [403, "User not authorized."]);
            test.workspace.addServicePrincipal(oid);
            assert.deepEqual(await test.query(token), [403, "User not authorized."]);
        });

        it("stops taking it once the service principal is gone", async () => {
            const scim = "/api/2.0/preview/scim/v2/ServicePrincipals";
            const { Resources } = (await test.call("GET", `${scim}?filter=applicationId eq "${appid}"`)).body;
            assert.equal((await test.call("DELETE", `${scim}/${Resources[0].id}`)).status, 204);
            assert.deepEqual(await test.query(await issue()), [403, "User not authorized."]);
        });
    });
});
