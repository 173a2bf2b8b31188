import assert from "node:assert/strict";
import { policies, setHeader } from "./policyDocuments";
import { xmlFromRaw } from "../../../emulator/arm/resources/policyFormat";
import { runningGateway } from "./runningGateway";

const chat = JSON.stringify({ model: "gpt-5-mini", messages: [{ role: "user", content: "Hi" }] });
const model = '(string)context.Request.Body.As<JObject>(preserveContent: true)["model"]';

describe("gateway, bodies in expressions", () => {
    const running = runningGateway();
    beforeEach(() => running.plane.api("churn", { serviceUrl: running.upstream.url }));

    function policy(sections: Readonly<Record<string, string>>): void {
        const raw = Object.fromEntries(Object.entries(sections).map(([name, text]) => [name, xmlFromRaw(text)]));
        running.plane.policy("apis/churn", policies(raw));
    }

    it("choose by the model that the caller asks for, and pass the body on", async () => {
        const when = `<when condition='@(${model} == "gpt-5-mini")'>${setHeader("Model", `@(${model})`)}</when>`;
        policy({ inbound: `<choose>${when}</choose>` });
        await running.call("/churn/invocations", { body: chat });
        assert.deepEqual([running.received("Model"), running.upstream.calls[0]!.body], ["gpt-5-mini", chat]);
    });

    it("change the body that goes to the backend", async () => {
        const change =
            '@{ var body = context.Request.Body.As<JObject>(); body["model"] = "other"; body.Remove("messages");' +
            " return body.ToString(Formatting.None); }";
        policy({ inbound: `<set-body>${change}</set-body>` });
        await running.call("/churn/invocations", { body: chat });
        const [{ body, headers }] = running.upstream.calls as [(typeof running.upstream.calls)[0]];
        assert.deepEqual([body, headers["content-length"]], ['{"model":"other"}', "17"]);
    });

    it("fail the call whose body is no JSON, and do not call the backend", async () => {
        policy({ inbound: setHeader("Model", `@(${model})`) });
        assert.equal((await running.call("/churn/invocations", { body: "no JSON" })).status, 500);
        assert.equal(running.upstream.calls.length, 0);
    });

    it("take a body away that they do not preserve", async () => {
        policy({ inbound: setHeader("Model", '@((string)context.Request.Body.As<JObject>()["model"])') });
        await running.call("/churn/invocations", { body: chat });
        assert.deepEqual([running.received("Model"), running.upstream.calls[0]!.body], ["gpt-5-mini", ""]);
    });

    it("look at an answer in the condition of a retry, without a call more than it says", async () => {
        running.upstream.answer = (response) => response.end(JSON.stringify({ left: running.upstream.calls.length }));
        const left = '(int)context.Response.Body.As<JObject>(preserveContent: true)["left"]';
        const forward = '<forward-request buffer-request-body="true" />';
        policy({ backend: `<retry condition="@(${left} < 3)" count="5" interval="0">${forward}</retry>` });
        const { body } = await running.call("/churn/invocations", { body: chat });
        assert.deepEqual([body, running.upstream.calls.length], ['{"left":3}', 3]);
    });

    it("leave a stream alone that they do not look at", async () => {
        let end = (): void => undefined;
        running.upstream.answer = (response) => {
            response.writeHead(200, { "Content-Type": "text/event-stream" });
            response.write("data: 1\n\n");
            end = () => response.end("data: 2\n\n");
        };
        const read =
            '@(context.Response.StatusCode == 200 ? "streams" : context.Response.Body.As<string>(preserveContent: true))';
        policy({ backend: '<forward-request buffer-response="false" />', outbound: setHeader("Said", read) });
        const { headers, body } = await running.open("/churn/invocations", { body: chat });
        const chunks = body[Symbol.asyncIterator]();
        assert.equal(headers.said, "streams");
        assert.equal(String((await chunks.next()).value), "data: 1\n\n");
        end();
        assert.equal(String((await chunks.next()).value), "data: 2\n\n");
    });

    it("see the path as the caller wrote it", async () => {
        running.plane.api("churn", { serviceUrl: running.upstream.url }, ["POST /*"]);
        policy({ inbound: setHeader("Path", "@(context.Request.OriginalUrl.Path)") });
        await running.callAt("/churn/a/../b%2e");
        assert.equal(running.received("Path"), "/churn/a/../b%2e");
    });
});
