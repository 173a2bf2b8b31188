import assert from "node:assert/strict";
import { startTenant, type EmulatedTenant } from "../../../emulator/identity/tenant";
import { policies, setHeader } from "./policyDocuments";
import { runningGateway, type Answer } from "./runningGateway";
import { TokenIssuer, type TokenSpec } from "./tokenIssuer";

const otherTenant = "99999999-2222-3333-4444-555555555555";
const hourMs = 3600 * 1000;

describe("gateway, tokens of callers", () => {
    let now: number;
    let issuer: TokenIssuer;
    beforeEach(async () => {
        now = 1_700_000_000_000;
        issuer = new TokenIssuer(() => now);
        await issuer.start();
    });
    const running = runningGateway(() => ({ now: () => now, authority: `${issuer.url}/` }));
    beforeEach(() => running.plane.api("churn", { serviceUrl: running.upstream.url }));
    afterEach(() => issuer.stop());

    function inbound(policy: string): void {
        const credential = setHeader("Authorization", "Bearer gateway");
        running.plane.policy("apis/churn", policies({ inbound: policy + credential }));
    }

    function azureAd(children = "", attributes = ""): string {
        return `<validate-azure-ad-token tenant-id="${issuer.tenant}" ${attributes}>${children}</validate-azure-ad-token>`;
    }

    function jwt(children = "", attributes = 'header-name="Authorization"'): string {
        return `<validate-jwt ${attributes}><openid-config url="${issuer.configurationUrl}" />${children}</validate-jwt>`;
    }

    function withToken(token: string): Promise<Answer> {
        return running.call("/churn/invocations", { headers: { authorization: `Bearer ${token}` } });
    }

    async function statusOf(spec?: TokenSpec): Promise<number> {
        return (await withToken(await issuer.token(spec))).status;
    }

    const models = "<audiences><audience>api://models</audience></audiences>";
    const seconds = (milliseconds: number) => Math.floor((now + milliseconds) / 1000);
    const bad: [string, () => TokenSpec][] = [
        ["of another audience", () => ({ claims: { aud: "api://others" } })],
        ["of another tenant", () => ({ claims: { iss: `${issuer.url}/${otherTenant}/v2.0` } })],
        ["of version 1 of another tenant", () => ({ claims: { iss: `https://sts.windows.net/${otherTenant}/` } })],
        ["without an issuer", () => ({ without: ["iss"] })],
        ["that has ended", () => ({ claims: { exp: seconds(-1000) } })],
        ["that ends now", () => ({ claims: { exp: seconds(0) } })],
        ["without an end", () => ({ without: ["exp"] })],
        ["that is not valid yet", () => ({ claims: { nbf: seconds(1000) } })],
        ["that is not signed", () => ({ algorithm: "none" })],
        ["signed with the public key", () => ({ algorithm: "HS256" })],
        ["signed by somebody else", () => ({ forged: true })],
    ];

    it("pass the call on when they are good, of version 2 and of version 1", async () => {
        inbound(azureAd(models));
        assert.equal(await statusOf(), 200);
        assert.equal(running.received("Authorization"), "Bearer gateway");
        const version1 = { iss: `https://sts.windows.net/${issuer.tenant}/`, appid: "client-1" };
        assert.equal(await statusOf({ claims: version1, without: ["azp"] }), 200);
        inbound(jwt(models));
        assert.equal(await statusOf(), 200);
    });

    for (const [what, spec] of bad) {
        it(`are refused ${what}, in the words of each policy`, async () => {
            for (const [policy, message] of [
                [azureAd(models), "Invalid Azure AD JWT"],
                [jwt(models), "Invalid JWT."],
            ] as const) {
                inbound(policy);
                const answer = await withToken(await issuer.token(spec()));
                assert.deepEqual([answer.status, answer.body], [401, `{ "statusCode": 401, "message": "${message}" }`]);
                assert.equal(answer.headers["content-type"], "application/json");
            }
            assert.equal(running.upstream.calls.length, 0);
        });
    }

    it("are refused when they were changed", async () => {
        inbound(azureAd(models));
        const [header, , signature] = (await issuer.token()).split(".");
        const [, claims] = (await issuer.token({ claims: { roles: ["Admin"] } })).split(".");
        assert.equal((await withToken([header, claims, signature].join("."))).status, 401);
        for (const token of ["x", "a.b.c", ".."]) assert.equal((await withToken(token)).status, 401, token);
    });

    it("are missed in the words of each policy", async () => {
        for (const [policy, message] of [
            [azureAd(models), "Azure AD JWT not present"],
            [jwt(models), "JWT not present."],
        ] as const) {
            inbound(policy);
            const expected = `{ "statusCode": 401, "message": "${message}" }`;
            assert.equal((await running.call("/churn/invocations")).body, expected);
            assert.equal((await running.call("/churn/invocations", { headers: { authorization: "" } })).body, expected);
        }
    });

    it("are refused with the policy's own code and words, and on-error sees it", async () => {
        const own =
            'failed-validation-httpcode="403" failed-validation-error-message="Ask &quot;us&quot; &lt;first&gt;"';
        running.plane.policy("", policies({ "on-error": setHeader("X-Error", "seen") }));
        inbound(`<base />${azureAd(models, own)}`);
        for (const answer of [await running.call("/churn/invocations"), await withToken("x")]) {
            assert.deepEqual(JSON.parse(answer.body), { statusCode: 403, message: 'Ask "us" <first>' });
            assert.deepEqual([answer.status, answer.headers["x-error"]], [403, "seen"]);
        }
    });

    it("end by the clock", async () => {
        inbound(azureAd(models));
        const token = await issuer.token();
        now += hourMs - 1000;
        assert.equal((await withToken(token)).status, 200);
        now += 1000;
        assert.equal((await withToken(token)).status, 401);
    });

    it("have to be for one of the client applications", async () => {
        const ids = "<application-id>client-0</application-id><application-id>client-1</application-id>";
        inbound(azureAd(`<client-application-ids>${ids}</client-application-ids>${models}`));
        assert.equal(await statusOf(), 200);
        assert.equal(await statusOf({ claims: { appid: "client-0" }, without: ["azp"] }), 200);
        assert.equal(await statusOf({ claims: { azp: "client-2" } }), 401);
        assert.equal(await statusOf({ without: ["azp"] }), 401);
    });

    it("have to hold the required claims, all values or any", async () => {
        const claim = (attributes: string, ...values: string[]) =>
            `<required-claims><claim ${attributes}>${values.map((value) => `<value>${value}</value>`).join("")}</claim></required-claims>`;
        const roles = { claims: { roles: ["Model.Read", "Model.Write"] } };
        const scopes = { claims: { scp: "read write" } };
        const cases: [string, TokenSpec, number][] = [
            [claim('name="roles" match="any"', "Model.Write", "Admin"), roles, 200],
            [claim('name="roles" match="any"', "Admin"), roles, 401],
            [claim('name="roles" match="all"', "Model.Write", "Admin"), roles, 401],
            [claim('name="roles"', "Model.Write", "Model.Read"), roles, 200],
            [claim('name="roles"', "Model.Write", "Admin"), roles, 401],
            [claim('name="roles" match="any"', "Model.Write"), { without: ["roles"] }, 401],
            [claim('name="roles"'), roles, 200],
            [claim('name="toString"'), roles, 401],
            [claim('name="scp" match="any"', "write"), scopes, 401],
            [claim('name="scp" match="any" separator=" "', "write"), scopes, 200],
        ];
        for (const [children, spec, status] of cases) {
            for (const policy of [azureAd(models + children), jwt(models + children)]) {
                inbound(policy);
                assert.equal(await statusOf(spec), status, policy);
            }
        }
    });

    it("are looked for in the header, parameter and scheme that the policy names", async () => {
        const token = await issuer.token();
        const headers = { "x-token": token, authorization: "Bearer other" };
        inbound(azureAd(models, 'header-name="X-Token"'));
        assert.equal((await running.call("/churn/invocations", { headers })).status, 200);
        inbound(jwt(models, 'query-parameter-name="t"'));
        assert.equal((await running.call(`/churn/invocations?t=${token}`, { headers })).status, 200);
        assert.equal((await running.call("/churn/invocations", { headers })).status, 401);
        inbound(jwt(models, 'header-name="Authorization" require-scheme="Bearer"'));
        assert.equal((await withToken(token)).status, 200);
        const bare = await running.call("/churn/invocations", { headers: { authorization: token } });
        assert.equal(bare.status, 401);
    });

    it("may be of another issuer and may have no end, if the policy says so", async () => {
        const elsewhere = { claims: { iss: "https://issuer.example.com" } };
        inbound(jwt(`${models}<issuers><issuer>https://issuer.example.com</issuer></issuers>`));
        assert.equal(await statusOf(elsewhere), 200);
        assert.equal(await statusOf({ claims: { iss: "https://issuer.example.org" } }), 401);
        inbound(jwt(models, 'header-name="Authorization" require-expiration-time="false" clock-skew="60"'));
        assert.equal(await statusOf({ without: ["exp"] }), 200);
        assert.equal(await statusOf({ claims: { exp: seconds(-59_000) } }), 200);
        assert.equal(await statusOf({ claims: { exp: seconds(-60_000) } }), 401);
    });

    it("are checked with keys that are pulled once an hour, and once more for a new key", async () => {
        inbound(azureAd(models));
        await Promise.all([statusOf(), statusOf(), statusOf()]);
        assert.equal(issuer.pulls.length, 2);
        await issuer.rotate();
        assert.equal(await statusOf(), 401);
        assert.equal(issuer.pulls.length, 2, "an unknown key is looked for once in five minutes");
        now += 5 * 60 * 1000;
        assert.equal(await statusOf(), 200);
        assert.equal(issuer.pulls.length, 4);
        now += hourMs - 1;
        await statusOf();
        assert.equal(issuer.pulls.length, 4);
        now += 1;
        assert.equal(await statusOf(), 200);
        assert.equal(issuer.pulls.length, 6);
    });

    it("are refused while the issuer cannot be asked, and taken when it is back", async () => {
        inbound(azureAd(models));
        issuer.broken = true;
        assert.equal(await statusOf(), 401);
        issuer.broken = false;
        assert.equal(await statusOf(), 200);
    });
});

describe("gateway, tokens of the emulated tenant", () => {
    let tenant: EmulatedTenant;
    beforeEach(async () => {
        tenant = await startTenant();
    });
    const running = runningGateway(() => ({ authority: tenant.url }));
    afterEach(() => tenant.close());

    it("pass, unless they are for somebody else", async () => {
        running.plane.api("churn", { serviceUrl: running.upstream.url });
        const audiences = "<audiences><audience>api://models</audience></audiences>";
        const applications = "<client-application-ids><application-id>app</application-id></client-application-ids>";
        const policy = `<validate-azure-ad-token tenant-id="${tenant.tenantId}">${applications}${audiences}</validate-azure-ad-token>`;
        running.plane.policy("apis/churn", policies({ inbound: policy }));
        const principal = { oid: "oid", appid: "app" };
        for (const [request, status] of [
            [{ audience: "api://models", ...principal }, 200],
            [{ audience: "api://others", ...principal }, 401],
            [{ audience: "api://models", ...principal, appid: "other" }, 401],
            [{ audience: "api://models", ...principal, foreignKey: true }, 401],
        ] as const) {
            const headers = { authorization: `Bearer ${await tenant.issueToken(request)}` };
            assert.equal(
                (await running.call("/churn/invocations", { headers })).status,
                status,
                JSON.stringify(request),
            );
        }
    });
});
