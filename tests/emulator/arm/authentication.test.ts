import assert from "node:assert/strict";
import { ClientSecretCredential } from "@azure/identity";
import { createCertificate } from "../../../emulator/certificate";
import { type Application, type EmulatedTenant, startTenant } from "../../../emulator/identity/tenant";
import { startTestArm, type TestArm } from "./testArm";

describe("tokens of the tenant in the emulated Resource Manager", () => {
    let now = Date.parse("2026-01-01T00:00:00Z");
    let tenant: EmulatedTenant;
    let arm: TestArm;
    let administrator: Application;
    let deployer: Application;
    before(async () => {
        const tls = await createCertificate();
        tenant = await startTenant({ now: () => now, tls });
        administrator = tenant.registerApplication();
        deployer = tenant.registerApplication();
        const limited = { ...deployer, token: "t", actions: ["Microsoft.ApiManagement/service/read"] };
        const { clientId } = administrator;
        arm = await startTestArm({ tls, ca: tls.ca, tenant, administrator: clientId, limited });
    });
    after(async () => {
        await arm.close();
        await tenant.close();
    });

    const tags = () => `${arm.service}/tags`;
    const call = (token: string, path = tags()) =>
        arm.call("GET", path, undefined, { authorization: `Bearer ${token}` });
    const issue = (request: object = {}) =>
        tenant.issueToken({
            audience: "https://management.azure.com",
            oid: administrator.objectId,
            appid: administrator.clientId,
            ...request,
        });

    it("are found by the cloud's own description, which needs none", async () => {
        const { status, body } = await arm.call("GET", "/metadata/endpoints?api-version=2022-09-01", undefined, {
            authorization: "",
        });
        const [cloud] = body;
        assert.deepEqual([status, body.length, cloud.resourceManager], [200, 1, `${arm.url}/`]);
        assert.equal(cloud.authentication.loginEndpoint, tenant.secureUrl);
        assert.equal(body[0].microsoftGraphResourceId, "https://graph.microsoft.com/");
        const other = await arm.call("GET", "/metadata/endpoints?api-version=1999-01-01");
        assert.equal(other.status, 400);
    });

    it("are had by Microsoft's library, and let the administrator in", async () => {
        const credential = new ClientSecretCredential(
            tenant.tenantId,
            administrator.clientId,
            administrator.clientSecret,
            {
                authorityHost: tenant.secureUrl,
                disableInstanceDiscovery: true,
                tlsOptions: { ca: arm.ca },
            },
        );
        const { token } = await credential.getToken("https://management.core.windows.net//.default");
        assert.equal((await call(token)).status, 200);
    });

    it("let the deploying identity do what it may do", async () => {
        const token = await issue({ oid: deployer.objectId, appid: deployer.clientId });
        assert.equal((await call(token, arm.service)).status, 200);
        const { status, body } = await call(token);
        assert.deepEqual([status, body.error.code], [403, "AuthorizationFailed"]);
        assert.match(body.error.message, new RegExp(deployer.clientId));
    });

    it("let nobody in who has no role in the subscription", async () => {
        const { clientId: appid, objectId: oid } = tenant.registerApplication();
        assert.equal((await call(await issue({ appid, oid }))).status, 403);
    });

    for (const [what, request, code] of [
        ["for another resource", { audience: "https://vault.azure.net" }, "InvalidAuthenticationTokenAudience"],
        ["of another tenant", { claims: { iss: "https://sts.windows.net/x/" } }, "InvalidAuthenticationTokenTenant"],
        ["of another signer", { foreignKey: true }, "InvalidAuthenticationToken"],
        ["without a signature", { algorithm: "none" }, "InvalidAuthenticationToken"],
    ] as const) {
        it(`are refused where they are ${what}`, async () => {
            const { status, body, headers } = await call(await issue(request));
            assert.deepEqual([status, body.error.code], [401, code]);
            assert.match(headers["www-authenticate"]!, new RegExp(`authorization_uri="${tenant.secureUrl}/`));
        });
    }

    it("end", async () => {
        const token = await issue();
        assert.equal((await call(token)).status, 200);
        now += 3_600_000;
        arm.advance(3_600_000);
        const { status, body } = await call(token);
        assert.deepEqual([status, body.error.code], [401, "ExpiredAuthenticationToken"]);
    });
});
