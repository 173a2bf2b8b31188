import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { resolveCredential, WorkspaceAuth } from "../../databricks/credentials";
import { DATABRICKS_SCOPE } from "../../databricks/entra";
import { WorkspaceError } from "../../databricks/workspaceError";
import { Loopback, serve, serveAlways } from "./loopback";

const HOST = "https://a.azuredatabricks.net";
const SECRET = "dose0123456789abcdef0123456789abcdef";
const M2M = { clientId: "5f0c", clientSecret: SECRET };

function refusal(settings: WorkspaceAuth, env: NodeJS.ProcessEnv = {}): string {
    try {
        resolveCredential(settings, env, HOST);
    } catch (error) {
        assert.ok(error instanceof WorkspaceError);
        return error.message;
    }
    return assert.fail("it was accepted");
}

describe("resolveCredential", () => {
    it("prefers the stack's token to everything in the environment", async () => {
        const env = { DATABRICKS_TOKEN: "dapi-env", DATABRICKS_AUTH_TYPE: "oauth-m2m", ARM_CLIENT_ID: "x" };
        const credential = resolveCredential({ token: "dapi-stack" }, env, HOST);
        assert.equal(await credential.authorization(), "Bearer dapi-stack");
    });

    const cases: [string, WorkspaceAuth, NodeJS.ProcessEnv, string, string | RegExp][] = [
        ["a token", { token: "t" }, {}, "pat", /serving-gateway:workspace\.token/],
        ["DATABRICKS_TOKEN", {}, { DATABRICKS_TOKEN: "t", ARM_CLIENT_ID: "x" }, "pat", /DATABRICKS_TOKEN/],
        ["a client id and secret", M2M, { DATABRICKS_TOKEN: "t" }, "oauth-m2m", "service principal 5f0c"],
        [
            "an id in the stack with a secret in the environment",
            { clientId: "5f0c" },
            { DATABRICKS_CLIENT_SECRET: SECRET },
            "oauth-m2m",
            "service principal 5f0c",
        ],
        [
            "auth over what the environment suggests",
            { auth: "oauth-m2m" },
            { DATABRICKS_TOKEN: "t", DATABRICKS_CLIENT_ID: "5f0c", DATABRICKS_CLIENT_SECRET: SECRET },
            "oauth-m2m",
            "service principal 5f0c",
        ],
        [
            "DATABRICKS_AUTH_TYPE",
            {},
            { DATABRICKS_AUTH_TYPE: "pat", DATABRICKS_TOKEN: "t", DATABRICKS_CLIENT_ID: "5f0c" },
            "pat",
            /DATABRICKS_TOKEN/,
        ],
        [
            "the ARM_ trio",
            {},
            { ARM_CLIENT_ID: "7e1d", ARM_CLIENT_SECRET: "s", ARM_TENANT_ID: "t" },
            "azure",
            "Microsoft Entra service principal 7e1d",
        ],
        ["a managed identity", {}, { ARM_USE_MSI: "true", ARM_CLIENT_ID: "7e1d" }, "azure", "managed identity 7e1d"],
        ["azure-msi", {}, { DATABRICKS_AUTH_TYPE: "azure-msi" }, "azure", "the system-assigned managed identity"],
        ["azure-cli", {}, { DATABRICKS_AUTH_TYPE: "azure-cli" }, "azure", "the Azure CLI login"],
        ["auth azure with nothing else", { auth: "azure" }, {}, "azure", /^the default Azure credential/],
        ["an AZURE_ identity", {}, { AZURE_CLIENT_ID: "7e1d" }, "azure", /^the default Azure credential/],
    ];
    for (const [what, settings, env, method, principal] of cases) {
        it(`picks the method by ${what}`, () => {
            const credential = resolveCredential(settings, env, HOST);
            assert.equal(credential.method, method);
            if (typeof principal === "string") assert.equal(credential.principal, principal);
            else assert.match(credential.principal, principal);
        });
    }

    const refused: [string, WorkspaceAuth, NodeJS.ProcessEnv, RegExp][] = [
        ["nothing at all", {}, {}, /no credential .*\n.*workspace\.token or DATABRICKS_TOKEN .*workspace\.clientId/],
        [
            "two methods in the stack",
            { token: "t", ...M2M },
            {},
            /workspace\.token and .*workspace\.clientId are both set/,
        ],
        [
            "two methods in the environment",
            {},
            { DATABRICKS_TOKEN: "t", DATABRICKS_CLIENT_SECRET: SECRET },
            /^DATABRICKS_TOKEN and DATABRICKS_CLIENT_SECRET are both set\n.*workspace\.auth/,
        ],
        [
            "a token beside auth oauth-m2m",
            { auth: "oauth-m2m", token: "t" },
            {},
            /workspace\.token is set, and .*auth is/,
        ],
        [
            "a client id beside auth azure",
            { auth: "azure", clientId: "x" },
            {},
            /workspace\.clientId is set, and .*auth is/,
        ],
        ["pat without a token", { auth: "pat" }, {}, /workspace\.token, which is not set\nSet it, or DATABRICKS_TOKEN/],
        [
            "an id without a secret",
            { clientId: "x" },
            {},
            /workspace\.clientSecret.*\nSet it, or DATABRICKS_CLIENT_SECRET/,
        ],
        [
            "a secret without an id",
            { clientSecret: SECRET },
            {},
            /workspace\.clientId.*\nSet it, or DATABRICKS_CLIENT_ID/,
        ],
        ["an empty token", { token: "" }, { DATABRICKS_TOKEN: "t" }, /workspace\.token is empty/],
        [
            "an unknown method",
            { auth: "basic" as "pat" },
            {},
            /workspace\.auth is "basic"\nUse one of pat, oauth-m2m, azure/,
        ],
        ["an unknown DATABRICKS_AUTH_TYPE", {}, { DATABRICKS_AUTH_TYPE: "basic" }, /DATABRICKS_AUTH_TYPE is "basic"/],
        [
            "a part of the ARM_ trio",
            {},
            { ARM_CLIENT_ID: "x", ARM_TENANT_ID: "t" },
            /incomplete: without ARM_CLIENT_SECRET\n/,
        ],
        [
            "azure-client-secret without anything",
            {},
            { DATABRICKS_AUTH_TYPE: "azure-client-secret" },
            /without ARM_CLIENT_ID and ARM_CLIENT_SECRET and ARM_TENANT_ID\n/,
        ],
        [
            "a part of the AZURE_ trio",
            {},
            { AZURE_CLIENT_SECRET: "s" },
            /without AZURE_CLIENT_ID and AZURE_TENANT_ID\n/,
        ],
    ];
    for (const [what, settings, env, message] of refused) {
        it(`refuses ${what}`, () => {
            const text = refusal(settings, env);
            assert.match(text, message);
            assert.ok(!text.includes(SECRET));
        });
    }

    it("refuses a token that no header can hold, without repeating it", () => {
        const text = refusal({ token: "dapi0123456789\nabcdef" });
        assert.match(text, /^serving-gateway:workspace\.token contains white space/);
        assert.doesNotMatch(text, /dapi/);
    });
});

describe("OAuth machine-to-machine", () => {
    let server: Loopback;
    afterEach(() => server.close());

    it("asks the workspace as Databricks documents it, once for all callers, and again shortly before the end", async () => {
        server = await serve((response, _request, number) =>
            response.end(JSON.stringify({ access_token: `eyJ${number}`, token_type: "Bearer", expires_in: 3600 })),
        );
        let now = 1_000_000;
        const credential = resolveCredential(M2M, {}, server.url, { now: () => now });
        const first = await Promise.all([1, 2, 3].map(() => credential.authorization()));
        assert.deepEqual(first, ["Bearer eyJ0", "Bearer eyJ0", "Bearer eyJ0"]);
        const [request] = server.seen;
        assert.equal(`${request?.method} ${request?.url}`, "POST /oidc/v1/token");
        assert.equal(request?.headers.authorization, `Basic ${Buffer.from(`5f0c:${SECRET}`).toString("base64")}`);
        assert.equal(request?.headers["content-type"], "application/x-www-form-urlencoded");
        assert.equal(request?.body, "grant_type=client_credentials&scope=all-apis");
        now += 3500_000;
        assert.equal(await credential.authorization(), "Bearer eyJ0");
        now += 50_000;
        assert.equal(await credential.authorization(), "Bearer eyJ1");
        assert.equal(server.seen.length, 2);
    });

    it("asks again after a failure", async () => {
        server = await serve((response, _request, number) => {
            if (number === 0) response.writeHead(500).end();
            else response.end(JSON.stringify({ access_token: "eyJ", expires_in: 3600 }));
        });
        const credential = resolveCredential(M2M, {}, server.url);
        await assert.rejects(credential.authorization(), /answered 500 to POST \/oidc\/v1\/token/);
        assert.equal(await credential.authorization(), "Bearer eyJ");
    });

    it("names the keys and the variables when the client is refused, and hides an echoed secret", async () => {
        const description = `Client authentication failed for ${SECRET}`;
        server = await serveAlways(401, JSON.stringify({ error: "invalid_client", error_description: description }));
        await assert.rejects(resolveCredential(M2M, {}, server.url).authorization(), (error: WorkspaceError) => {
            assert.match(
                error.message,
                /^service principal 5f0c: the workspace answered 401 \(invalid_client\) to POST/,
            );
            assert.match(error.message, /Client authentication failed for \[redacted\]/);
            assert.match(error.fix, /workspace\.clientId and clientSecret \(DATABRICKS_CLIENT_ID, DATABRICKS_CLIENT_/);
            return true;
        });
    });

    it("refuses an answer without a token", async () => {
        server = await serveAlways(200, "{}");
        await assert.rejects(
            resolveCredential(M2M, {}, server.url).authorization(),
            /something that is not an OAuth token/,
        );
    });
});

describe("Microsoft Entra", () => {
    it("asks for Azure Databricks and keeps the token", async () => {
        const asked: unknown[] = [];
        const tokenCredential = {
            getToken: async (scopes: string | string[]) => {
                asked.push(scopes);
                return { token: "eyJ", expiresOnTimestamp: 3_600_000 };
            },
        };
        const credential = resolveCredential({ auth: "azure" }, {}, HOST, { tokenCredential, now: () => 0 });
        assert.equal(await credential.authorization(), "Bearer eyJ");
        assert.equal(await credential.authorization(), "Bearer eyJ");
        assert.deepEqual(asked, [DATABRICKS_SCOPE]);
    });

    it("says who was refused and why, in short", async () => {
        const tokenCredential = {
            getToken: () => Promise.reject(new Error(`AADSTS7000215: Invalid client secret\n${"x".repeat(5000)}`)),
        };
        const env = { ARM_CLIENT_ID: "7e1d", ARM_CLIENT_SECRET: "s3cr3t", ARM_TENANT_ID: "t" };
        const credential = resolveCredential({}, env, HOST, { tokenCredential });
        await assert.rejects(credential.authorization(), (error: WorkspaceError) => {
            assert.match(
                error.failure,
                /issued no token for Azure Databricks to Microsoft Entra service principal 7e1d/,
            );
            assert.match(error.message, /AADSTS7000215: Invalid client secret x+\.\.\.\n/);
            assert.ok(error.message.length < 800);
            return true;
        });
    });

    it("does not load @azure/identity before a token is needed", () => {
        const room = require.resolve("../../databricks/credentials");
        const program = `
            require(${JSON.stringify(room)}).resolveCredential({ auth: "azure" }, {}, "https://a.azuredatabricks.net");
            console.log(Object.keys(require.cache).filter((file) => file.includes("identity")).length);`;
        const output = execFileSync(process.execPath, ["-r", "./startup/register.js", "-e", program]);
        assert.equal(output.toString().trim(), "0");
    });
});
