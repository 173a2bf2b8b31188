import assert from "node:assert/strict";
import { xmlFromRaw } from "../../../emulator/arm/resources/policyFormat";
import { answerLikeChat, answerLikeStream, chat } from "./languageModel";
import { policies } from "./policyDocuments";
import { runningGateway } from "./runningGateway";

describe("gateway, metrics of tokens", () => {
    const running = runningGateway(() => ({ callerAddress: () => "203.0.113.7" }));
    beforeEach(() => {
        running.plane.api("chat", { serviceUrl: running.upstream.url });
        running.plane.product("gold", ["chat"]);
        running.plane.subscription("team-a", "/products/gold", "key");
        running.plane.set("loggers/insights", "loggers", { loggerType: "applicationInsights" });
        answerLikeChat(running.upstream, { prompt: 40, completion: 19 });
    });

    function emit(dimensions: string, attributes = 'namespace="models"'): void {
        const policy = `<llm-emit-token-metric ${attributes}>${dimensions}</llm-emit-token-metric>`;
        running.plane.policy("apis/chat", xmlFromRaw(policies({ inbound: `<base />${policy}` })));
    }

    function diagnostic(scope: string, properties: object): void {
        const type = `${scope === "" ? "" : "apis/"}diagnostics`;
        const loggerId = `${running.plane.serviceId}/loggers/insights`;
        running.plane.set(`${scope}diagnostics/applicationinsights`, type, { loggerId, ...properties });
    }

    async function ask(body = chat(40), key = "key"): Promise<void> {
        const headers = { "Ocp-Apim-Subscription-Key": key };
        const { status } = await running.call("/chat/invocations", { body, headers: key === "" ? {} : headers });
        assert.equal(status, 200);
    }

    const metrics = () => running.gateway.telemetry.metrics;
    const values = () => Object.fromEntries(metrics().map(({ name, valueSum }) => [name, valueSum]));

    it("tell who used how many tokens of what", async () => {
        diagnostic("apis/chat/", { metrics: true });
        emit(
            '<dimension name="API ID" /><dimension name="Operation ID" /><dimension name="Product ID" />' +
                '<dimension name="Subscription ID" /><dimension name="Client IP" value="@(context.Request.IpAddress)" />',
        );
        await ask();
        assert.deepEqual(values(), { "Total Tokens": 59, "Prompt Tokens": 40, "Completion Tokens": 19 });
        for (const { namespace, customDimensions } of metrics()) {
            assert.equal(namespace, "models");
            const { "API ID": api, "Operation ID": operation, "Product ID": product } = customDimensions;
            assert.deepEqual([api, operation, product], ["chat", "o0", "gold"]);
            const { "Subscription ID": subscription, "Client IP": address } = customDimensions;
            assert.deepEqual([subscription, address], ["team-a", "203.0.113.7"]);
        }
    });

    it("leave empty what a call does not have", async () => {
        diagnostic("apis/chat/", { metrics: true });
        emit('<dimension name="Subscription ID" /><dimension name="Gateway ID" /><dimension name="User ID" />');
        await ask(undefined, "");
        const {
            "Subscription ID": subscription,
            "Gateway ID": gateway,
            "User ID": user,
        } = metrics()[0]!.customDimensions;
        assert.deepEqual([subscription, gateway, user], ["", "managed", ""]);
    });

    it("arrive only where a diagnostic of the API or of the service takes metrics", async () => {
        emit('<dimension name="API ID" />');
        await ask();
        diagnostic("apis/chat/", {});
        await ask();
        diagnostic("apis/chat/", { metrics: false });
        await ask();
        assert.equal(metrics().length, 0);
        running.plane.store.delete(`${running.plane.serviceId}/apis/chat/diagnostics/applicationinsights`);
        diagnostic("", { metrics: true });
        await ask();
        assert.equal(metrics().length, 3);
    });

    it("are estimated of streams", async () => {
        diagnostic("apis/chat/", { metrics: true });
        emit('<dimension name="API ID" />');
        answerLikeStream(running.upstream, ["y".repeat(100), "z".repeat(20)]);
        await ask(chat(80, { stream: true }));
        assert.deepEqual(values(), { "Total Tokens": 50, "Prompt Tokens": 20, "Completion Tokens": 30 });
    });

    it("are none of errors and of answers that do not tell", async () => {
        diagnostic("apis/chat/", { metrics: true });
        emit('<dimension name="API ID" />');
        answerLikeChat(running.upstream);
        await ask();
        running.upstream.answer = (response) => void response.writeHead(429).end('{"usage":{"total_tokens":1}}');
        await running.call("/chat/invocations", { body: chat(4) });
        assert.equal(metrics().length, 0);
    });

    it("and limits read the same answer", async () => {
        diagnostic("apis/chat/", { metrics: true });
        const limit = '<llm-token-limit counter-key="k" tokens-per-minute="50" estimate-prompt-tokens="false" />';
        const metric = '<llm-emit-token-metric><dimension name="API ID" /></llm-emit-token-metric>';
        running.plane.policy("apis/chat", policies({ inbound: limit + metric }));
        await ask();
        assert.equal((await running.call("/chat/invocations", { body: chat(4) })).status, 429);
        assert.equal(metrics().length, 3);
    });
});
