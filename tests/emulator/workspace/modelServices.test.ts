import assert from "node:assert/strict";
import OpenAI from "openai";
import { testWorkspace } from "./testWorkspace";

const LIST = "/api/2.1/unity-catalog/model-services";
const SERVICE = "main.support.team-chat";
const CHAT = "/ai-gateway/mlflow/v1/chat/completions";
const question = { messages: [{ role: "user" as const, content: "Hi" }] };

describe("model services of the emulated workspace", () => {
    const test = testWorkspace();

    const namesIn = (body: { model_services?: { name: string }[] }) =>
        (body.model_services ?? []).map(({ name }) => name.replace("model-services/", ""));

    it("are listed page by page, also where a page has none that the caller sees", async () => {
        const { token } = test.workspace.addServicePrincipal();
        const first = await test.call("GET", `${LIST}?page_size=1`, token);
        assert.deepEqual(namesIn(first.body), []);
        const rest = await test.call("GET", `${LIST}?page_token=${first.body.next_page_token}`, token);
        assert.deepEqual(namesIn(rest.body), ["system.ai.claude-sonnet-4-5", "system.ai.gte-large-en"]);
        assert.equal(rest.body.next_page_token, undefined);
    });

    it("are listed by schema for whoever may use it", async () => {
        const parent = `${LIST}?parent=schemas/main.support`;
        assert.deepEqual(namesIn((await test.call("GET", parent)).body), [SERVICE]);
        const { token } = test.workspace.addServicePrincipal();
        assert.equal((await test.call("GET", parent, token)).status, 403);
        assert.equal((await test.call("GET", `${LIST}?parent=schemas/main.other`)).status, 404);
        assert.equal((await test.call("GET", `${LIST}?parent=main.support`)).status, 400);
        assert.equal((await test.call("GET", `${LIST}?page_token=bm9uZQ`)).status, 400);
    });

    it("show where their calls go to whoever asks for one of them, or for the full view", async () => {
        const destination = ({ config }: any) => config.routing?.destinations[0].pay_per_token_config.model;
        const { body } = await test.call("GET", `${LIST}/${SERVICE}`);
        assert.equal(destination(body), "models/system.ai.claude-sonnet-4-5");
        const listed = async (view: string) => (await test.call("GET", `${LIST}?view=${view}`)).body.model_services[0];
        assert.equal(destination(await listed("FULL")), "models/system.ai.claude-sonnet-4-5");
        assert.equal(destination(await listed("BASIC")), undefined);
        assert.equal((await test.call("GET", `${LIST}/main.support.none`)).status, 404);
    });

    it("answer whoever has EXECUTE, USE CATALOG and USE SCHEMA, and are not there for anybody else", async () => {
        const { clientId, token } = test.workspace.addServicePrincipal();
        const ask = async () => (await test.call("POST", CHAT, token, { model: SERVICE, ...question })).status;
        const { privileges } = test.workspace.modelServices;
        assert.equal(await ask(), 404);
        privileges.grant(clientId, "EXECUTE", SERVICE);
        assert.equal(await ask(), 404);
        privileges.grant(clientId, "USE_CATALOG", "main");
        assert.equal(await ask(), 404);
        privileges.grant(clientId, "USE_SCHEMA", "main");
        assert.equal(await ask(), 200);
        privileges.revoke(clientId, "EXECUTE", SERVICE);
        assert.equal(await ask(), 404);
    });

    it("take the requests of OpenAI's client, and stream", async () => {
        const { url, token } = test.workspace;
        const client = new OpenAI({ apiKey: token, baseURL: `${url}/ai-gateway/mlflow/v1`, maxRetries: 0 });
        const answer = await client.chat.completions.create({ model: SERVICE, ...question });
        assert.equal(answer.model, "system.ai.claude-sonnet-4-5");
        let streamed = "";
        for await (const chunk of await client.chat.completions.create({ model: SERVICE, ...question, stream: true })) {
            streamed += chunk.choices[0]?.delta.content ?? "";
        }
        assert.equal(streamed, answer.choices[0]!.message.content);
        const vector = await client.embeddings.create({
            model: "system.ai.gte-large-en",
            input: "Hi",
            encoding_format: "float",
        });
        assert.equal(typeof vector.data[0]!.embedding[0], "number");
    });

    const refused: [string, string, object, number][] = [
        ["no model", CHAT, question, 400],
        ["a model that is not there", CHAT, { model: "main.support.none", ...question }, 404],
        ["a short name", CHAT, { model: "databricks-claude-sonnet-4-5", ...question }, 501],
        ["another API type", CHAT, { model: "system.ai.gte-large-en", ...question }, 400],
        ["no input", CHAT, { model: SERVICE }, 400],
        ["another API", "/ai-gateway/anthropic/v1/messages", { model: SERVICE, ...question }, 501],
    ];
    for (const [what, path, body, status] of refused) {
        it(`refuse ${what}`, async () => assert.equal((await test.call("POST", path, undefined, body)).status, status));
    }

    it("have privileges that whoever manages them grants, with those that they inherit", async () => {
        const { clientId, token } = test.workspace.addServicePrincipal();
        const own = `/api/2.1/unity-catalog/permissions/schema/main.support`;
        const changes = [{ principal: clientId, add: ["EXECUTE"] }];
        assert.equal((await test.call("PATCH", own, token, { changes })).status, 403);
        assert.equal((await test.call("PATCH", own, undefined, { changes })).status, 200);
        const effective = `/api/2.1/unity-catalog/effective-permissions/MODEL_SERVICE/${SERVICE}`;
        const asked = `${effective}?principal=${clientId}`;
        const inherited = { inherited_from_type: "SCHEMA", inherited_from_name: "main.support" };
        const assignment = { principal: clientId, privileges: [{ privilege: "EXECUTE", ...inherited }] };
        for (const reader of [test.workspace.token, token]) {
            assert.deepEqual((await test.call("GET", asked, reader)).body, { privilege_assignments: [assignment] });
        }
        assert.equal((await test.call("GET", effective, token)).status, 403);
        const page = (await test.call("GET", `${effective}?max_results=1`)).body;
        assert.equal(page.privilege_assignments.length, 1);
        assert.ok(page.next_page_token);
        const removal = [{ principal: clientId, remove: ["EXECUTE"] }];
        await test.call("PATCH", own, undefined, { changes: removal });
        assert.deepEqual((await test.call("GET", asked)).body, { privilege_assignments: [] });
        assert.equal((await test.call("GET", `${effective}?principal=nobody`)).status, 404);
    });
});
