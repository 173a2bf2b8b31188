import assert from "node:assert/strict";
import { tokenCredential } from "../../../components/policies/credentialPolicies";
import { runningGateway } from "../../emulator/gateway/runningGateway";
import { apiPolicy } from "./policyText";

const callers = { subscriptionKey: { header: "api-key", query: "api-key" } };
const call = { retry: { count: 2, longestWait: 10 }, timeout: 300, pooled: false };
const endpoint = { credential: tokenCredential("pat"), call };

describe("what OpenAI's clients ask for, on the emulated gateway", () => {
    const running = runningGateway();

    beforeEach(() => {
        const { plane, upstream } = running;
        plane.set("namedValues/pat", "namedValues", { displayName: "pat" }, { value: "dapi" });
        plane.api("churn", { serviceUrl: `${upstream.url}/serving-endpoints/churn` });
        for (const [name, method, urlTemplate] of [
            ["invoke", "POST", "/invocations"],
            ["chat-completions", "POST", "/chat/completions"],
            ["list-models", "GET", "/models"],
        ] as const) {
            plane.set(`apis/churn/operations/${name}`, "apis/operations", { method, urlTemplate });
        }
        publish({ calls: { count: 3, seconds: 60, per: "ip" } });
    });

    function publish(limits: object): void {
        const facts = { streams: true, openAi: "chat-completions" } as const;
        running.plane.policy("apis/churn", apiPolicy({ callers, governance: { limits }, endpoint }, facts));
    }

    it("reaches the endpoint's one path, with the caller's query and without the caller's key", async () => {
        const body = '{"model":"gpt-4o","messages":[]}';
        const { status } = await running.call("/churn/chat/completions?api-key=k&api-version=2024-10-21", { body });
        assert.equal(status, 200);
        const { url, body: received, headers } = running.upstream.calls.at(-1)!;
        assert.equal(url, "/serving-endpoints/churn/invocations?api-version=2024-10-21");
        assert.deepEqual([received, headers.authorization], [body, "Bearer dapi"]);
        await running.call("/churn/CHAT/completions/", { body });
        assert.equal(running.upstream.calls.at(-1)!.url, "/serving-endpoints/churn/invocations");
    });

    it("lists the endpoint as the only model, without a call of it", async () => {
        const { status, headers, body } = await running.call("/churn/models", { method: "GET" });
        assert.deepEqual([status, headers["content-type"]], [200, "application/json"]);
        const model = { id: "churn", object: "model", created: 0, owned_by: "databricks" };
        assert.deepEqual(JSON.parse(body), { object: "list", data: [model] });
        assert.equal(running.upstream.calls.length, 0);
    });

    it("counts in the limits as every other call does", async () => {
        const statuses: number[] = [];
        for (const path of ["invocations", "chat/completions", "invocations", "chat/completions"]) {
            statuses.push((await running.call(`/churn/${path}`, { body: "{}" })).status);
        }
        statuses.push((await running.call("/churn/models", { method: "GET" })).status);
        assert.deepEqual(statuses, [200, 200, 200, 429, 429]);
    });

    it("is passed on piece by piece as it comes", async () => {
        let finish!: () => void;
        running.upstream.answer = (response) => {
            response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n");
            finish = () => response.end("data: [DONE]\n\n");
        };
        const { body } = await running.open("/churn/chat/completions", { body: '{"stream":true}' });
        const pieces: string[] = [];
        for await (const piece of body) {
            pieces.push(String(piece));
            if (pieces.length === 1) finish();
        }
        assert.deepEqual(pieces, ["data: 1\n\n", "data: [DONE]\n\n"]);
    });

    it("cannot leave the endpoint", async () => {
        for (const path of ["/churn/chat/../completions", "/churn/chat/completions/%2e%2e/", "/churn//models"]) {
            const { status } = await running.callAt(path, { body: "{}" });
            assert.ok(status === 400 || status === 404, `${path} was answered ${status}`);
        }
        assert.equal(running.upstream.calls.length, 0);
    });
});
