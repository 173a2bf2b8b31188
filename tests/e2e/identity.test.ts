import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { systemAssigned } from "../../emulator/arm/resources/managedIdentities";
import type { Run } from "../../local/pulumi";
import { type EmulatedWorkspace, startWorkspace } from "../../emulator/workspace/server";
import { agent, type Answer, buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const bodies: Record<string, object> = {
    "wine-quality": { dataframe_records: [{ int_col: 3, float_col: 10.4, string_col: "abc" }] },
    "llama-chat": { messages: [{ role: "user", content: "Hello" }] },
    "ada-embeddings": { input: "Hello" },
    [agent]: { dataframe_records: [{ messages: [{ role: "user", content: "Hello" }] }] },
};

const tokenPath = "/oidc/v1/token";

const refused =
    '{ "statusCode": 502, "message": "The service behind this API refused the gateway.", "error_code": "TEMPORARILY_UNAVAILABLE" }';
const unavailable =
    '{ "statusCode": 502, "message": "The service behind this API cannot be used at the moment.", "error_code": "TEMPORARILY_UNAVAILABLE" }';

/** One stack that calls each endpoint in another way: as an identity, with OAuth, with a vault's token, as the caller. */
describe("as whom the gateway calls, on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;
    let outputs: Record<string, any>;
    let identity: string;
    let vaulted: ReturnType<EmulatedWorkspace["addServicePrincipal"]>;
    let idsBefore: string[];
    const printed: string[] = [];
    const secrets = new Map<string, string>();

    before(async function () {
        this.timeout(buildTimeout);
        // Waits between retries are shorter, so that nothing waits in real time for long.
        const sleep = (milliseconds: number, signal: AbortSignal) =>
            setTimeout(milliseconds / 4, undefined, { signal });
        e2e = await openE2e(
            {
                service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
                endpoints: Object.keys(bodies).map((name) => ({ name })),
                credential: { passthrough: true },
            },
            { sleep },
        );
        const { workspace, access, keyVault, arm } = e2e.emulator;
        idsBefore = arm.store.ids();
        const service = idsBefore.find((id) => id.endsWith(`/service/${access.serviceName}`))!;
        identity = systemAssigned(service).clientId;
        vaulted = workspace.addServicePrincipal();
        workspace.grant(vaulted.clientId, agent, "CAN_QUERY");
        keyVault.setSecret("databricks-pat", vaulted.token);
        const { clientId, clientSecret } = workspace.servicePrincipal;
        const keyVaultPat = { secretId: `${access.keyVaultUri}secrets/databricks-pat`, vaultId: access.keyVaultId };
        await e2e.configure({
            endpoints: [
                { name: "wine-quality", credential: { managedIdentity: { grant: { applicationId: identity } } } },
                { name: "llama-chat", credential: { oauthM2M: { clientId } } },
                { name: "ada-embeddings", credential: { passthrough: true } },
                { name: agent, credential: { pat: { keyVault: keyVaultPat } } },
            ],
        });
        await e2e.stack.setConfig("endpoints[1].credential.oauthM2M.clientSecret", clientSecret, { secret: true });
        for (const [name, value] of Object.entries({ clientSecret, vaulted: vaulted.token, arm: access.armToken })) {
            secrets.set(name, value);
        }
        secrets.set("deployer", access.workspaceToken);
    });
    after(() => e2e?.close());

    const invocations = () => e2e.emulator.workspace.requests.filter(({ path }) => path.endsWith("/invocations"));
    const fetches = () => e2e.emulator.workspace.requests.filter(({ path }) => path === tokenPath);

    async function call(endpoint: string, authorization?: string): Promise<Answer> {
        const headers = {
            "Ocp-Apim-Subscription-Key": outputs.subscriptionKeys[endpoint],
            ...(authorization && { Authorization: authorization }),
        };
        return e2e.call(`${outputs.endpoints[endpoint].url}/invocations`, headers, bodies[endpoint]!);
    }

    async function ok(running: Promise<Run>): Promise<Run> {
        const run = await running;
        printed.push(run.output);
        assert.equal(run.code, 0, run.output);
        return run;
    }

    it("is said in the outputs, in words", async () => {
        await ok(e2e.stack.up());
        outputs = (await e2e.stack.outputs()) as Record<string, any>;
        const calledAs = Object.keys(bodies).map(
            (name) => ({ ...outputs.endpointDefaults, ...outputs.endpoints[name] }).calledAs,
        );
        assert.match(
            calledAs.join("\n"),
            /own identity\nthe Databricks service principal .*\nthe caller, .*\na personal/,
        );
        for (const [name, key] of Object.entries<string>(outputs.subscriptionKeys)) secrets.set(`key ${name}`, key);
    });

    it("is the service's identity, which was made a service principal that may query the endpoint", async () => {
        const answer = await call("wine-quality", "Bearer of-the-caller");
        assert.equal(answer.status, 200, answer.text);
        assert.equal(invocations().at(-1)?.principal, identity);
    });

    it("is refused in our words when the right is taken away, and an up gives it back", async () => {
        const { workspace } = e2e.emulator;
        workspace.revoke(identity, "wine-quality");
        const answer = await call("wine-quality");
        assert.deepEqual([answer.status, answer.text], [502, refused]);
        workspace.grant(vaulted.clientId, "wine-quality", "CAN_VIEW");

        await ok(e2e.stack.run(["up", "--yes", "--skip-preview", "--refresh", "--non-interactive"]));
        assert.equal((await call("wine-quality")).status, 200);
    });

    it("is the service principal whose OAuth token the gateway fetches, once for 50 first calls", async () => {
        const answers = await Promise.all(Array.from({ length: 50 }, () => call("llama-chat")));
        assert.deepEqual([...new Set(answers.map(({ status, text }) => (status === 200 ? status : text)))], [200]);
        assert.equal(fetches().length, 1);
        assert.equal(invocations().at(-1)?.principal, e2e.emulator.workspace.servicePrincipal.clientId);
    });

    it("fetches the next token before the last one ends, and not sooner", async () => {
        e2e.emulator.clock.advance(54 * 60_000);
        assert.equal((await call("llama-chat")).status, 200);
        assert.equal(fetches().length, 1);
        e2e.emulator.clock.advance(2 * 60_000);
        assert.equal((await call("llama-chat")).status, 200);
        assert.equal(fetches().length, 2);
    });

    it("heals within one retry when the token is revoked", async () => {
        const { workspace, clock } = e2e.emulator;
        const { clientId, clientSecret } = workspace.servicePrincipal;
        clock.advance(56 * 60_000);
        // A token that this test knows, so that it can be revoked.
        const response = await fetch(`${workspace.url}${tokenPath}`, {
            method: "POST",
            headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
            body: new URLSearchParams({ grant_type: "client_credentials", scope: "all-apis" }),
        });
        const body = await response.text();
        const token = JSON.parse(body).access_token;
        secrets.set("oauth", token);
        workspace.answerNext({
            status: 200,
            headers: { "content-type": "application/json" },
            body,
            path: /v1\/token$/,
        });
        assert.equal((await call("llama-chat")).status, 200);

        workspace.revokeToken(token);
        const [fetched, invoked] = [fetches().length, invocations().length];
        assert.equal((await call("llama-chat")).status, 200);
        assert.deepEqual([fetches().length, invocations().length], [fetched + 1, invoked + 2]);
    });

    it("heals as well when the workspace says by 403 that the token is no longer good", async () => {
        const headers = { "content-type": "application/json" };
        const body = '{"error_code":"403","message":"Invalid access token. [ReqId: 5f0c]"}';
        e2e.emulator.workspace.answerNext({ status: 403, headers, body, path: /llama-chat\/invocations$/ });
        const [fetched, invoked] = [fetches().length, invocations().length];
        assert.equal((await call("llama-chat")).status, 200);
        assert.deepEqual([fetches().length, invocations().length], [fetched + 1, invoked + 2]);
    });

    it("says nothing of the inside when no token can be had, and goes on when one can", async () => {
        e2e.emulator.clock.advance(56 * 60_000);
        e2e.emulator.workspace.answerNext({ status: 401, body: '{"error":"invalid_client"}', path: /v1\/token$/ });
        const answer = await call("llama-chat");
        assert.deepEqual([answer.status, answer.text], [502, unavailable]);
        assert.equal((await call("llama-chat")).status, 200);
    });

    it("is the owner of the token in the vault, which only the service may read", async () => {
        const answer = await call(agent);
        assert.equal(answer.status, 200, answer.text);
        assert.equal(invocations().at(-1)?.principal, vaulted.clientId);
        e2e.emulator.workspace.revokeToken(vaulted.token);
        assert.deepEqual([(await call(agent)).status, (await call(agent)).text], [502, refused]);
    });

    it("is the caller where the caller's token goes through", async () => {
        const { workspace } = e2e.emulator;
        const caller = workspace.addServicePrincipal();
        workspace.grant(caller.clientId, "ada-embeddings", "CAN_QUERY");
        assert.equal((await call("ada-embeddings", `Bearer ${caller.token}`)).status, 200);
        const received = invocations().at(-1)!;
        assert.deepEqual([received.principal, received.subscriptionKey], [caller.clientId, undefined]);
        assert.match((await call("ada-embeddings")).text, /Credential was not sent/);
        workspace.revoke(caller.clientId, "ada-embeddings");
        assert.match((await call("ada-embeddings", `Bearer ${caller.token}`)).text, /PERMISSION_DENIED/);
        workspace.grant(caller.clientId, "ada-embeddings", "CAN_QUERY");
        workspace.revokeToken(caller.token);
        assert.match((await call("ada-embeddings", `Bearer ${caller.token}`)).text, /Invalid access token/);
    });

    it("is nobody for a token that is forged, ended, for somebody else or from elsewhere", async () => {
        const { workspace, tenant, clock } = e2e.emulator;
        const audience = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";
        const caller = workspace.addServicePrincipal();
        workspace.grant(caller.clientId, "ada-embeddings", "CAN_QUERY");
        const token = (wrong: object = {}) =>
            tenant.issueToken({ audience, oid: caller.clientId, appid: caller.clientId, ...wrong });
        const ending = await token({ expiresInSeconds: 60 });
        const other = await startWorkspace({ now: clock.now });
        const answers: Record<string, Answer> = {};
        try {
            assert.equal((await call("ada-embeddings", `Bearer ${ending}`)).status, 200);
            clock.advance(10 * 60_000);
            const wrong: Record<string, string> = {
                ended: ending,
                unsigned: await token({ algorithm: "none" }),
                "for another audience": await token({ audience: "api://models" }),
                "of another tenant": await token({ claims: { iss: "https://sts.windows.net/another/" } }),
                "of another workspace": other.token,
            };
            for (const [what, value] of Object.entries(wrong)) {
                answers[what] = await call("ada-embeddings", `Bearer ${value}`);
            }
        } finally {
            await other.close();
        }
        const said = Object.entries(answers).map(([what, { status, text }]) => `${what}: ${status} ${text}`);
        const expected = [
            /^ended: 403 .*JWT has expired/,
            /^unsigned: 403 .*Invalid access token/,
            /^for another audience: 400 .*Expected aud claim to be: 2ff814a6-.*, but was: api:\/\/models/,
            /^of another tenant: 400 .*Expected iss claim to be: .*, but was: https:\/\/sts\.windows\.net\/another\//,
            /^of another workspace: 403 .*Invalid access token/,
        ];
        expected.forEach((pattern, index) => assert.match(said[index]!, pattern));
    });

    it("is refused in the preview where a route-optimized endpoint does not take it", async () => {
        e2e.emulator.workspace.setEndpoint("wine-quality", { route_optimized: true });
        const run = await e2e.stack.preview();
        printed.push(run.output);
        assert.notEqual(run.code, 0);
        assert.match(
            run.output,
            /endpoint "wine-quality": it is route-optimized, and such endpoints refuse tokens of managed/,
        );
        assert.match(run.output, /Set credential to oauthM2M/);
        assert.doesNotMatch(run.output, /\n\s+at .+:\d+:\d+/, "a stack trace");
        e2e.emulator.workspace.setEndpoint("wine-quality", { route_optimized: false });
    });

    it("is at the own host of a route-optimized endpoint, with a token for that endpoint", async () => {
        e2e.emulator.workspace.setEndpoint("llama-chat", { route_optimized: true });
        await ok(e2e.stack.up());
        const answer = await call("llama-chat");
        assert.equal(answer.status, 200, answer.text);
        const received = invocations().at(-1)!;
        assert.match(received.path, /^\/\d+\/serving-endpoints\/llama-chat\/invocations$/);
        assert.equal(received.principal, e2e.emulator.workspace.servicePrincipal.clientId);
    });

    it("leaves no secret in clear anywhere", async () => {
        const plan = join(e2e.directory, "plan.json");
        await ok(e2e.stack.preview("--save-plan", plan));
        const policies = await Promise.all(
            Object.keys(bodies).map(async (name) => (await e2e.arm("GET", `apis/${name}/policies/policy`)).text),
        );
        const texts = new Map([
            ...(await e2e.files()),
            ["the printed output", printed.join("\n")],
            ["the state", await e2e.stack.exportState()],
            ["the policies", policies.join("\n")],
            ["their fragments", (await e2e.arm("GET", "policyFragments")).text],
            ["the requests", JSON.stringify(e2e.emulator.workspace.requests)],
        ]);
        assert.ok(texts.has(plan) && policies.every((policy) => policy.includes("<policies>")));
        for (const [what, secret] of secrets) {
            const found = [...texts].filter(([, text]) => text.includes(secret)).map(([place]) => place);
            assert.deepEqual(found, [], `${what} in clear`);
        }
    });

    it("takes back what it gave, and nothing that others gave", async () => {
        await ok(e2e.stack.destroy());
        assert.deepEqual(e2e.emulator.arm.store.ids(), idsBefore);
        const { url, token } = e2e.emulator.workspace;
        const get = async (path: string): Promise<any> =>
            (await fetch(`${url}/api/2.0/${path}`, { headers: { authorization: `Bearer ${token}` } })).json();
        const { id } = await get("serving-endpoints/wine-quality");
        const text = JSON.stringify(await get(`permissions/serving-endpoints/${id}`));
        assert.ok(!text.includes(identity) && text.includes(vaulted.clientId), text);
    });
});
