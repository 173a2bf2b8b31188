import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { startTenant } from "../../emulator/identity/tenant";
import type { Run } from "../../local/pulumi";
import { type Answer, buildTimeout, commandTimeout, type E2e, openE2e, runCommand } from "./environment";

const endpoint = "wine-quality";
const body = { dataframe_records: [{ int_col: 3, float_col: 10.4, string_col: "abc" }] };
const portal = "5f0c1a2b-0000-4000-8000-000000000000";
const threatModel = readFileSync(join(__dirname, "../../docs/threat-model.md"), "utf8");
const leastActions = /```actions\n([^`]+)\n```/.exec(threatModel)![1]!.split("\n");

const keyMissing =
    '{ "statusCode": 401, "message": "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.", "error_code": "UNAUTHENTICATED" }';
const tokenRefused =
    '{ "statusCode": 401, "message": "Access denied due to a missing or invalid access token.", "error_code": "UNAUTHENTICATED" }';

/** Callers with a key and a token, an API that calls with minted tokens, all deployed with the least rights. */
describe("who may call, and rotation, on the real engine with the least rights", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;
    let url: string;
    let key: string;
    let token: string;
    let idsBefore: string[];
    const printed: string[] = [];

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e(
            {
                service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
                endpoints: [{ name: endpoint }],
                credential: { pat: { mint: { lifetimeDays: 10 } } },
            },
            { deployerActions: leastActions },
        );
        const { access, workspace, tenant, arm } = e2e.emulator;
        // A minted token acts as who minted it.
        workspace.grant(access.deployer!.clientId, endpoint, "CAN_QUERY");
        idsBefore = arm.store.ids();
        const entra = { tenantId: access.tenantId, audiences: ["api://models"], clientApplications: [portal] };
        const more = { roles: ["Models.Query"], claims: { department: ["R & D", '"<lab>"'] } };
        const subscriptionKey = { header: "X-Contoso-Key", query: "contoso-key" };
        await e2e.configure({ callers: { subscriptionKey, entra: { ...entra, ...more } } });
        // Known to the databricks provider of the program too, and so to the state.
        await e2e.stack.setConfig("workspace.token", access.deployer!.workspaceToken, { secret: true });
        token = await tenant.issueToken(good);
    });
    after(() => e2e?.close());

    const good = {
        audience: "api://models",
        oid: "caller",
        appid: portal,
        roles: ["Models.Query"],
        claims: { department: '"<lab>"' },
        expiresInSeconds: 24 * 3600,
    };

    const call = (headers: Record<string, string>, query = ""): Promise<Answer> =>
        e2e.call(`${url}/invocations${query}`, headers, body);
    const callWith = (authorization: string): Promise<Answer> =>
        call({ "X-Contoso-Key": key, Authorization: `Bearer ${authorization}` });

    async function ok(running: Promise<Run>): Promise<Run> {
        const run = await running;
        printed.push(run.output);
        assert.equal(run.code, 0, run.output);
        return run;
    }

    it("lets a caller in with the company's key and a token, as the one who minted the gateway's token", async () => {
        const { output } = await ok(e2e.stack.up());
        assert.match(
            output,
            /warning: .*named value databricks-pat-1 expires on \d{4}-\d\d-\d\d, in 9 days.*mint\.rotation 2/,
        );
        const outputs = (await e2e.stack.outputs()) as Record<string, any>;
        ({ url } = outputs.endpoints[endpoint]);
        key = outputs.subscriptionKeys[endpoint];
        assert.match(outputs.endpointDefaults.neededToCall, /X-Contoso-Key.*; and a Microsoft Entra token of tenant/);
        const answers = [
            await callWith(token),
            await call({ Authorization: `Bearer ${token}` }, `?contoso-key=${key}&subscription-key=x&a=1`),
        ];
        for (const { status, text } of answers) assert.equal(status, 200, text);
        const received = e2e.emulator.workspace.requests.slice(-2);
        for (const { principal } of received) assert.equal(principal, e2e.emulator.access.deployer!.clientId);
        assert.ok(!JSON.stringify(received).includes(key), "the key reached the workspace");
        assert.ok(received[1]!.path.endsWith("/invocations?a=1"), received[1]!.path);
    });

    it("gives callers a document of where to call and what with, whose example is answered", async () => {
        const args = [`endpoint:${endpoint}`, "--for-callers", "--stack", "local"];
        const { stdout, stderr } = await runCommand(e2e, "sanitize", args);
        // What the document says less exactly than the endpoint's own.
        assert.match(stderr, /^(warning: #\/paths\/.*\n)+$/);
        const { servers, components, paths } = JSON.parse(stdout);
        const { subscriptionKeyHeader, accessToken } = components.securitySchemes;
        assert.deepEqual([subscriptionKeyHeader.name, accessToken.scheme], ["X-Contoso-Key", "bearer"]);
        const [path] = Object.keys(paths) as [string];
        const headers = { [subscriptionKeyHeader.name]: key, Authorization: `Bearer ${token}` };
        const answer = await e2e.call(servers[0].url + path, headers, components.schemas.InvokeRequest.example);
        assert.equal(answer.status, 200, answer.text);
    });

    it("passes a smoke test with a token, and says how to get one without", async () => {
        const file = join(e2e.directory, "junit.xml");
        const args = ["--stack", "local", "--json", "--junit", file, "--token-env", "CALLER"];
        const { code, stdout, stderr } = await runCommand(e2e, "smoke", args, { CALLER: token });
        assert.equal(code, 0, stdout + stderr);
        assert.deepEqual(JSON.parse(stdout).counts, { passed: 2, failed: 0, limited: 0, skipped: 0 });
        const xml = readFileSync(file, "utf8");
        assert.match(xml, /<testcase classname="wine-quality" name="with a key and a token"/);
        const without = await runCommand(e2e, "smoke", ["--stack", "local", "--only", endpoint, "--wait", "0"]);
        assert.equal(without.code, 1, without.stdout);
        assert.match(without.stdout, /^failed: .*callers need a Microsoft Entra token .*--token-env TOKEN\.$/m);
        printed.push(stdout, stderr, xml, without.stdout, without.stderr);
    });

    it("asks for both, each in the gateway's one shape", async () => {
        const bearer = { Authorization: `Bearer ${token}` };
        assert.deepEqual(await shown(call(bearer)), [401, keyMissing]);
        assert.deepEqual(await shown(call({ ...bearer, "Ocp-Apim-Subscription-Key": key })), [401, keyMissing]);
        assert.deepEqual(await shown(call({ "X-Contoso-Key": key })), [401, tokenRefused]);
        assert.match(
            (await call({ ...bearer, "X-Contoso-Key": "wrong" })).text,
            /"statusCode": 401.*invalid subscription/,
        );
    });

    it("refuses every wrong token alike, and before the workspace is called", async () => {
        const { tenant } = e2e.emulator;
        const other = await startTenant();
        const before = e2e.emulator.workspace.requests.length;
        try {
            const wrong: Record<string, string> = {
                "another audience": await tenant.issueToken({ ...good, audience: "api://other" }),
                "another tenant": await other.issueToken(good),
                "no signature": await tenant.issueToken({ ...good, algorithm: "none" }),
                "the public key as a shared secret": await tenant.issueToken({ ...good, algorithm: "HS256" }),
                "somebody else's key": await tenant.issueToken({ ...good, foreignKey: true }),
                "its end behind it": await tenant.issueToken({ ...good, expiresInSeconds: -3600 }),
                "another application": await tenant.issueToken({
                    ...good,
                    appid: "0b3f8f5c-0000-4000-8000-000000000000",
                }),
                "no role": await tenant.issueToken({ ...good, roles: [] }),
                "another department": await tenant.issueToken({ ...good, claims: { department: "R" } }),
                "no form": "not-a-token",
            };
            for (const [what, value] of Object.entries(wrong)) {
                assert.deepEqual(await shown(callWith(value)), [401, tokenRefused], `a token with ${what}`);
            }
        } finally {
            await other.close();
        }
        assert.equal(e2e.emulator.workspace.requests.length, before);
    });

    it("rotates the gateway's token under constant load without one failed call, and ends the one before the last", async () => {
        const failures: string[] = [];
        let calls = 0;
        let running = true;
        const load = Array.from({ length: 4 }, async () => {
            while (running) {
                const { status, text } = await callWith(token);
                calls++;
                if (status !== 200) failures.push(text);
                await setTimeout(10);
            }
        });
        try {
            for (const rotation of [2, 3]) {
                const mint = { lifetimeDays: 90, rotation };
                await e2e.configure({ credential: { pat: { mint } } });
                await ok(e2e.stack.up());
                assert.deepEqual(
                    await comments(),
                    [rotation - 1, rotation].map((number) => `rotation ${number}`),
                );
            }
        } finally {
            running = false;
            await Promise.all(load);
        }
        assert.deepEqual(failures, []);
        assert.ok(calls > 100, `${calls} calls`);
    });

    it("says in a preview until when the rotation must be raised, and changes nothing by itself", async () => {
        const { output } = await ok(e2e.stack.preview("--expect-no-changes"));
        assert.match(
            output,
            /named value databricks-pat-3 expires on .* in 89 days\. Before that, raise pat\.mint\.rotation/,
        );
    });

    it("keeps minted tokens, keys and callers' tokens out of everything in clear", async () => {
        const { store } = e2e.emulator.arm;
        const minted = store.ids().flatMap((id) => Object.values(store.get(id)!.secrets));
        assert.ok(minted.filter((value) => value.startsWith("dapi")).length === 2);
        const { access } = e2e.emulator;
        const secrets = [
            ...minted,
            key,
            token,
            access.armToken,
            access.workspaceToken,
            ...Object.values(access.deployer!),
        ];
        const named = new Set([access.deployer!.clientId, access.deployer!.objectId]);
        const texts = new Map([...(await e2e.files()), ["the printed output", printed.join("\n")]]);
        texts.set("the state", await e2e.stack.exportState());
        texts.set("the policy", (await e2e.arm("GET", `apis/${endpoint}/policies/policy`)).text);
        texts.set("its fragments", (await e2e.arm("GET", "policyFragments")).text);
        for (const secret of secrets.filter((value) => !named.has(value))) {
            const found = [...texts].filter(([, text]) => text.includes(secret)).map(([place]) => place);
            assert.deepEqual(found, [], "a secret in clear");
        }
    });

    it("leaves nothing behind, of tokens neither", async () => {
        await ok(e2e.stack.destroy());
        assert.deepEqual(e2e.emulator.arm.store.ids(), idsBefore);
        assert.deepEqual(await comments(), []);
    });

    it("is refused whatever is beyond the least rights, also to the engine", async () => {
        await e2e.configure({ service: { name: "apim-new", create: { sku: "Developer", ...publisher } } });
        const run = await e2e.stack.up();
        assert.notEqual(run.code, 0);
        assert.match(run.output, /AuthorizationFailed/);
    });

    const publisher = { publisherName: "Contoso", publisherEmail: "apis@contoso.example" };

    async function shown(calling: Promise<Answer>): Promise<[number, string]> {
        const { status, text } = await calling;
        return [status, text];
    }

    /** What the deploying identity's own tokens are for, in order. */
    async function comments(): Promise<string[]> {
        const { workspaceUrl, deployer } = e2e.emulator.access;
        const headers = { authorization: `Bearer ${deployer!.workspaceToken}` };
        const list = (await (await fetch(`${workspaceUrl}/api/2.0/token/list`, { headers })).json()) as any;
        const infos: { comment?: string }[] = list.token_infos ?? [];
        return infos.flatMap(({ comment }) => /rotation \d+$/.exec(comment ?? "")?.[0] ?? []).sort();
    }
});
