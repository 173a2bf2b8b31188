import assert from "node:assert/strict";
import { tokenCredential } from "../../../components/policies/credentialPolicies";
import { runningGateway } from "../../emulator/gateway/runningGateway";
import { putApiPolicy, type TestedApi } from "./policyText";

const callers = { subscriptionKey: { header: "api-key", query: "api-key" } };
const NAME = "main.support.team-chat";

describe("an API of a model service, on the emulated gateway", () => {
    const running = runningGateway();

    beforeEach(() => {
        const { plane, upstream } = running;
        plane.set("namedValues/pat", "namedValues", { displayName: "pat" }, { value: "dapi" });
        plane.api("chat", { serviceUrl: `${upstream.url}/ai-gateway/mlflow/v1` });
        for (const [name, method, urlTemplate] of [
            ["invoke", "POST", "/invocations"],
            ["openai-chat-completions", "POST", "/chat/completions"],
            ["openai-azure", "POST", "/openai/deployments/{model}/chat/completions"],
            ["openai-models", "GET", "/models"],
        ] as const) {
            plane.set(`apis/chat/operations/${name}`, "apis/operations", { method, urlTemplate });
        }
        publish("Developer");
    });

    function publish(tier: "Developer" | "StandardV2"): void {
        const endpoint: TestedApi["endpoint"] = {
            endpoint: NAME,
            pinnedModel: NAME,
            credential: tokenCredential("pat"),
            call: { retry: { count: 2, longestWait: 10 }, timeout: 300, pooled: false },
        };
        const facts = { tier, openAi: "openai-chat-completions", streams: true, largestRequest: 4 } as const;
        putApiPolicy(running.plane, "chat", { callers, endpoint }, facts);
    }

    const ask = (body: string, path = "chat/completions", headers: Record<string, string> = {}) =>
        running.call(`/chat/${path}`, { body, headers: { "content-type": "application/json", ...headers } });

    it("answers at every path of the API, by one path of the workspace", async () => {
        for (const path of ["chat/completions", "invocations", "openai/deployments/gpt-4o/chat/completions"]) {
            assert.equal((await ask('{"messages":[]}', path)).status, 200, path);
            const { url, headers } = running.upstream.calls.at(-1)!;
            assert.deepEqual([url, headers.authorization], ["/ai-gateway/mlflow/v1/chat/completions", "Bearer dapi"]);
        }
        const { body } = await running.call("/chat/models", { method: "GET" });
        assert.deepEqual(
            JSON.parse(body).data.map(({ id }: { id: string }) => id),
            [NAME],
        );
        assert.equal(running.upstream.calls.length, 3);
    });

    const bodies: readonly (readonly [what: string, body: string])[] = [
        ["another one", '{"model":"system.ai.expensive","messages":[]}'],
        ["none", '{"messages":[]}'],
        ["two of them", '{"model":"main.support.team-chat","messages":[],"model":"system.ai.expensive"}'],
        ["one in another case", '{"Model":"system.ai.expensive","MODEL":"x","messages":[]}'],
        ["one by escapes", '{"\\u006dodel":"system.ai.expensive","messages":[]}'],
        ["one that is no text", '{"model":{"name":"system.ai.expensive"},"messages":[]}'],
        ["one beside a stream", '{"model":"system.ai.expensive","stream":true,"messages":[]}'],
    ];
    for (const [what, sent] of bodies) {
        it(`calls its own model, and no other, where the body names ${what}`, async () => {
            assert.equal((await ask(sent)).status, 200);
            const { body, headers } = running.upstream.calls.at(-1)!;
            assert.match(String(headers["content-type"]), /^application\/json/);
            const names = [...body.matchAll(/"(\w+)":/g)].map(([, name]) => name!.toLowerCase());
            assert.equal(names.filter((name) => name === "model").length, 1, body);
            assert.equal(JSON.parse(body).model, NAME);
            assert.deepEqual(JSON.parse(body).messages, []);
        });
    }

    for (const body of ["", "hello", "[]", '"text"', "null", "{", "1"]) {
        it(`refuses the body ${JSON.stringify(body)} without a call`, async () => {
            const { status, body: answer } = await ask(body);
            assert.equal(status, 400);
            assert.match(answer, /The body is not a JSON object/);
            assert.equal(running.upstream.calls.length, 0);
        });
    }

    it("does not let the caller say which workspace is called", async () => {
        const { status } = await ask("{}", "chat/completions?o=42&api-version=1", {
            "x-databricks-workspace-id": "42",
        });
        assert.equal(status, 200);
        const { url, headers } = running.upstream.calls.at(-1)!;
        assert.equal(url, "/ai-gateway/mlflow/v1/chat/completions");
        assert.equal(headers["x-databricks-workspace-id"], undefined);
    });

    it("answers 502 where the workspace knows no such model, which is no mistake of the caller", async () => {
        running.upstream.answer = (response) => response.writeHead(404).end("'main.support.team-chat' does not exist");
        const { status, body } = await ask("{}");
        assert.equal(status, 502);
        assert.match(body, /refused the gateway/);
        assert.doesNotMatch(body, /team-chat/);
    });

    it("passes streams on piece by piece", async () => {
        assert.deepEqual(await running.pieces("/chat/chat/completions", '{"stream":true}'), [
            "data: 1\n\n",
            "data: [DONE]\n\n",
        ]);
    });

    it("takes no larger body than the tier keeps, because it is read", async () => {
        const body = JSON.stringify({ messages: ["x".repeat(3 * 1024 * 1024)] });
        assert.equal((await ask(body)).status, 200);
        publish("StandardV2");
        const refused = await ask(body);
        assert.equal(refused.status, 413);
        assert.match(refused.body, /larger than 2 MB/);
    });
});
