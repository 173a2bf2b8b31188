import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "../../local/pulumi";
import { agent, buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const raw = JSON.parse(readFileSync(join(__dirname, "../../emulator/workspace/documents/rag-chatbot.json"), "utf8"));
const servedModel = "/served-models/main-dbdemos_rag_chatbot-dbdemos_rag_demo_1/invocations";
const stable = "/invocations";
const question = { dataframe_records: [{ messages: [{ role: "user", content: "What is a lakehouse?" }] }] };

/** One endpoint from its first preview to its destruction; each step starts where the one before ended. */
describe("the walk of one endpoint on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;
    let idsBefore: string[];
    let url: string;
    let key: string;
    /** All that the engine ever printed. */
    const printed: string[] = [];

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e({
            service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
            endpoints: [{ name: agent, path: "models/rag-chatbot" }],
        });
        idsBefore = e2e.emulator.arm.store.ids();
    });
    after(() => e2e?.close());

    it("begins with an importer that refuses the endpoint's own document, and names prefixItems and its place", async () => {
        const properties = { format: "openapi+json", value: JSON.stringify(raw), path: "raw", displayName: "raw" };
        const answer = await e2e.arm("PUT", "apis/raw", { properties });
        assert.equal(answer.status, 400);
        const { error } = JSON.parse(answer.text);
        assert.equal(error.code, "ValidationError");
        // The reader's pointers leave out positions in lists.
        const schema = `#/paths/${servedModel.replaceAll("/", "~1")}/post/requestBody/content/application~1json/schema`;
        const pointer = `${schema}/oneOf/properties/dataframe_split/properties/data/items`;
        assert.match(error.details[0].message, /^Parsing error\(s\): prefixItems is not a valid property at /);
        assert.ok(error.details[0].message.includes(pointer), error.details[0].message);
        assert.deepEqual(e2e.emulator.arm.store.ids(), idsBefore);
    });

    it("shows the contract itself in the first preview, and makes nothing", async () => {
        const run = await ok(e2e.stack.preview());
        assert.match(run.output, /dataframe_records/);
        assert.deepEqual(e2e.emulator.arm.store.ids(), idsBefore);
    });

    it("imports the document, with its operations", async () => {
        await ok(e2e.stack.up());
        const outputs = await e2e.stack.outputs();
        url = (outputs.endpoints as any)[agent].url;
        key = (outputs.subscriptionKeys as any)[agent];
        assert.equal(outputs.gatewayUrl, e2e.emulator.access.gatewayUrl);
        assert.equal(url, `${outputs.gatewayUrl}/models/rag-chatbot`);
        const operations = JSON.parse((await e2e.arm("GET", `apis/${agent}/operations`)).text).value;
        assert.deepEqual(operations.map((operation: any) => operation.properties.urlTemplate).sort(), [
            "/chat/completions",
            stable,
            "/models",
            "/openai/deployments/{model}/chat/completions",
            "/served-models/feedback/invocations",
        ]);
    });

    it("answers a subscriber with predictions, and keeps the key to itself", async () => {
        const answer = await e2e.call(url + stable, { "Ocp-Apim-Subscription-Key": key }, question);
        assert.equal(answer.status, 200, answer.text);
        assert.ok(Array.isArray(JSON.parse(answer.text).predictions));
        const byQuery = await e2e.call(`${url}${stable}?subscription-key=${key}`, {}, question);
        assert.equal(byQuery.status, 200, byQuery.text);
        const calls = e2e.emulator.workspace.requests.filter(({ path }) => path.endsWith("/invocations"));
        assert.equal(calls.length, 2);
        assert.deepEqual(
            calls.filter((call) => call.subscriptionKey),
            [],
        );
    });

    it("sends the gateway's own credential, whatever the caller sends as his", async () => {
        const headers = { "Ocp-Apim-Subscription-Key": key, Authorization: "Bearer dapi-of-the-caller" };
        assert.equal((await e2e.call(url + stable, headers, question)).status, 200);
    });

    it("refuses a caller without a key, and one with a wrong key, in API Management's words", async () => {
        const without = await e2e.call(url + stable, {}, question);
        assert.equal(without.status, 401);
        assert.equal(
            without.text,
            '{ "statusCode": 401, "message": "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.", "error_code": "UNAUTHENTICATED" }',
        );
        const wrong = await e2e.call(url + stable, { "Ocp-Apim-Subscription-Key": "wrong" }, question);
        assert.equal(wrong.status, 401);
        assert.equal(
            wrong.text,
            '{ "statusCode": 401, "message": "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.", "error_code": "UNAUTHENTICATED" }',
        );
    });

    it("changes nothing the second time", async () => {
        const run = await ok(upRefreshed("--expect-no-changes"));
        assert.doesNotMatch(run.output, /created|updated|replaced|deleted/);
    });

    it("gets the workspace's own refusal where the policy is missing, and mends that", async () => {
        assert.equal((await e2e.arm("DELETE", `apis/${agent}/policies/policy`)).status, 200);
        const answer = await e2e.call(url + stable, { "Ocp-Apim-Subscription-Key": key }, question);
        assert.equal(answer.status, 401);
        assert.match(answer.text, /Credential was not sent/);

        await ok(upRefreshed());
        const mended = await e2e.call(url + stable, { "Ocp-Apim-Subscription-Key": key }, question);
        assert.equal(mended.status, 200, mended.text);
    });

    it("shows a change of the endpoint's document inside the document, and applies it", async () => {
        const changed = structuredClone(raw);
        const records = changed.paths[servedModel].post.requestBody.content["application/json"].schema.oneOf[1];
        records.properties.dataframe_records.items.properties.conversation_id = { type: "string" };
        e2e.emulator.workspace.setDocument(agent, withServer(changed));

        const preview = await ok(e2e.stack.preview("--save-plan", plan()));
        assert.match(preview.output, /\+ conversation_id/);
        assert.doesNotMatch(preview.output, /\+-|replace|__document/);

        const refreshed = await ok(e2e.stack.run(["refresh", "--preview-only", "--diff", "--non-interactive"]));
        assert.match(refreshed.output, /compatible: .*conversation_id: is new/);

        await ok(e2e.stack.up());
        const { text } = await e2e.arm("GET", `apis/${agent}/schemas`);
        const operations = (await e2e.arm("GET", `apis/${agent}/operations`)).text;
        assert.match(text + operations, /conversation_id/);
        const again = await ok(e2e.stack.preview("--expect-no-changes"));
        assert.doesNotMatch(again.output, /conversation_id/);
    });

    it("keeps the token and the keys out of everything that it prints or stores in clear", async () => {
        const state = await e2e.stack.exportState();
        const texts = new Map([...(await e2e.files()), ["the printed output", printed.join("")], ["the state", state]]);
        assert.ok(texts.has(plan()));
        assert.match(await e2e.stack.configFile(), /pat: *\{secure: 'v1:/);
        for (const secret of [e2e.emulator.access.workspaceToken, e2e.emulator.access.armToken, key]) {
            const found = [...texts].filter(([, text]) => text.includes(secret)).map(([place]) => place);
            assert.deepEqual(found, [], "a secret in clear");
        }
    });

    it("leaves nothing behind when it is destroyed", async () => {
        await ok(e2e.stack.destroy());
        assert.deepEqual(e2e.emulator.arm.store.ids(), idsBefore);
        assert.equal((await e2e.call(url + stable, { "Ocp-Apim-Subscription-Key": key }, question)).status, 404);
    });

    const plan = () => join(e2e.directory, "plan.json");

    /** An update that reads first what is there. */
    const upRefreshed = (...flags: string[]) =>
        e2e.stack.run(["up", "--refresh", "--yes", "--skip-preview", "--non-interactive", ...flags]);

    /** The workspace serves documents that name its own address. */
    function withServer(document: any): object {
        return { ...document, servers: [{ url: `${e2e.emulator.access.workspaceUrl}/serving-endpoints/${agent}` }] };
    }

    async function ok(running: Promise<Run>): Promise<Run> {
        const run = await running;
        printed.push(run.output);
        assert.equal(run.code, 0, run.output);
        return run;
    }
});
