import assert from "node:assert/strict";
import { Clock } from "../../../emulator/clock";
import { type EmulatedTenant, startTenant } from "../../../emulator/identity/tenant";

const DATABRICKS = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";

describe("the emulated tenant", () => {
    const clock = new Clock(() => 1_772_442_000_000);
    let tenant: EmulatedTenant;
    before(async () => {
        tenant = await startTenant({ now: clock.now });
    });
    after(() => tenant.close());

    /** What a client does that knows nothing but the authority and the tenant's id. */
    async function verify(token: string, audience = DATABRICKS) {
        const jose = await import("jose");
        const metadata = await fetch(`${tenant.url}/${tenant.tenantId}/v2.0/.well-known/openid-configuration`);
        const { issuer, jwks_uri } = (await metadata.json()) as { issuer: string; jwks_uri: string };
        const keys = jose.createRemoteJWKSet(new URL(jwks_uri));
        const options = { issuer, audience, currentDate: new Date(clock.now()), algorithms: ["RS256"] };
        return (await jose.jwtVerify(token, keys, options)).payload;
    }

    async function ask(form: Record<string, string>, id = tenant.tenantId) {
        const body = new URLSearchParams({ grant_type: "client_credentials", ...form });
        const response = await fetch(`${tenant.url}/${id}/oauth2/v2.0/token`, { method: "POST", body });
        return { status: response.status, body: (await response.json()) as Record<string, any> };
    }

    it("gives a registered application a token that its published keys verify", async () => {
        const { clientId, clientSecret, objectId } = tenant.registerApplication({ roles: ["Model.Call"] });
        const scope = `${DATABRICKS}/.default`;
        const { body } = await ask({ client_id: clientId, client_secret: clientSecret, scope });
        assert.deepEqual([body.token_type, body.expires_in], ["Bearer", 3600]);
        const claims = await verify(body.access_token);
        assert.deepEqual(
            [claims.iss, claims.tid, claims.oid, claims.appid, claims.roles],
            [tenant.issuer, tenant.tenantId, objectId, clientId, ["Model.Call"]],
        );
    });

    it("refuses a wrong secret, an unknown application, a scope without a resource, and another tenant's path", async () => {
        const { clientId, clientSecret } = tenant.registerApplication();
        const good = { client_id: clientId, client_secret: clientSecret, scope: "api://gateway/.default" };
        const refused = [
            await ask({ ...good, client_secret: "x" }),
            await ask({ ...good, client_id: "nobody" }),
            await ask({ ...good, scope: "api://gateway" }),
            await ask({ ...good, grant_type: "password" }),
            await ask(good, "00000000-0000-0000-0000-000000000000"),
        ];
        assert.deepEqual(
            refused.map(({ status, body }) => [status, body.error, body.error_codes[0]]),
            [
                [401, "invalid_client", 7000215],
                [400, "unauthorized_client", 700016],
                [400, "invalid_scope", 1002012],
                [400, "unsupported_grant_type", 70003],
                [400, "invalid_tenant", 90002],
            ],
        );
        assert.ok(!JSON.stringify(refused).includes(clientSecret));
    });

    it("issues tokens that end when the clock says so", async () => {
        const about = { audience: DATABRICKS, oid: "o", appid: "a" };
        const token = await tenant.issueToken({ ...about, expiresInSeconds: 60 });
        await verify(token);
        clock.advance(60_000);
        await assert.rejects(verify(token), { code: "ERR_JWT_EXPIRED" });
    });

    it("issues wrong tokens for tests, none of which verifies", async () => {
        const about = { audience: DATABRICKS, oid: "o", appid: "a" };
        const issue = (wrong: object) => tenant.issueToken({ ...about, ...wrong });
        const codeOf = async (token: string) =>
            verify(token).then(
                () => "verified",
                ({ code }) => code,
            );
        assert.deepEqual(
            await Promise.all(
                [
                    issue({}),
                    issue({ algorithm: "none" }),
                    issue({ algorithm: "HS256" }),
                    issue({ foreignKey: true }),
                    issue({ audience: "https://management.azure.com" }),
                    issue({ claims: { iss: "https://login.example/other/v2.0" } }),
                ].map(async (token) => codeOf(await token)),
            ),
            [
                "verified",
                "ERR_JOSE_ALG_NOT_ALLOWED",
                "ERR_JOSE_ALG_NOT_ALLOWED",
                "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
                "ERR_JWT_CLAIM_VALIDATION_FAILED",
                "ERR_JWT_CLAIM_VALIDATION_FAILED",
            ],
        );
    });
});
