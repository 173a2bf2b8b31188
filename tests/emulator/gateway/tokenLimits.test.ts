import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { xmlFromRaw } from "../../../emulator/arm/resources/policyFormat";
import { answerLikeChat, answerLikeStream, chat } from "./languageModel";
import { policies, setHeader } from "./policyDocuments";
import { runningGateway, type Answer } from "./runningGateway";

describe("gateway, limits of tokens", () => {
    let now: number;
    let caller: string;
    const running = runningGateway(() => ({ now: () => now, callerAddress: () => caller }));
    beforeEach(() => {
        now = Date.parse("2026-11-23T13:38:27Z");
        caller = "203.0.113.7";
        running.plane.api("chat", { serviceUrl: running.upstream.url });
    });

    function limit(attributes: string, estimate = false): void {
        const policy = `<llm-token-limit counter-key="@(context.Request.IpAddress)" estimate-prompt-tokens="${estimate}" ${attributes} />`;
        running.plane.policy("apis/chat", xmlFromRaw(policies({ inbound: `<base />${policy}` })));
    }

    function ask(body = chat(4)): Promise<Answer> {
        return running.call("/chat/invocations", { body, headers: { "content-type": "application/json" } });
    }

    async function statuses(count: number, body?: string): Promise<number[]> {
        const found: number[] = [];
        for (let at = 0; at < count; at++) found.push((await ask(body)).status);
        return found;
    }

    it("let the call pass that goes over, and refuse those after it until the minute moved on", async () => {
        limit('tokens-per-minute="100"');
        answerLikeChat(running.upstream, { prompt: 40, completion: 19 });
        assert.deepEqual(await statuses(1), [200]);
        now += 15_000;
        assert.deepEqual(await statuses(1), [200]);
        now += 16_200;
        const { status, body, headers } = await ask();
        assert.equal(status, 429);
        assert.equal(body, '{ "statusCode": 429, "message": "Token limit is exceeded. Try again in 29 seconds." }');
        assert.deepEqual([headers["retry-after"], headers["content-type"]], ["29", "application/json"]);
        assert.equal(running.upstream.calls.length, 2);
        now += 28_800;
        assert.deepEqual(await statuses(2), [200, 429]);
    });

    it("are exceeded when they are passed, not when they are reached", async () => {
        limit('tokens-per-minute="100"');
        answerLikeChat(running.upstream, { prompt: 50, completion: 0 });
        assert.deepEqual(await statuses(4), [200, 200, 200, 429]);
    });

    it("count callers apart", async () => {
        limit('tokens-per-minute="10"');
        answerLikeChat(running.upstream, { prompt: 6, completion: 6 });
        assert.deepEqual(await statuses(2), [200, 429]);
        caller = "203.0.113.8";
        assert.deepEqual(await statuses(2), [200, 429]);
    });

    it("tell what was used and what is left", async () => {
        limit(
            'tokens-per-minute="100" token-quota="1000" token-quota-period="Daily" ' +
                'remaining-tokens-header-name="X-Left" remaining-quota-tokens-header-name="X-Quota" ' +
                'tokens-consumed-header-name="X-Used" retry-after-header-name="X-Wait"',
        );
        answerLikeChat(running.upstream, { prompt: 40, completion: 30 });
        const told: unknown[] = [];
        for (let at = 0; at < 3; at++) {
            const { headers } = await ask();
            told.push([headers["x-used"], headers["x-left"], headers["x-quota"], headers["x-wait"]]);
        }
        assert.deepEqual(told, [
            ["70", "30", "930", undefined],
            ["70", "0", "860", undefined],
            [undefined, "0", "860", "60"],
        ]);
    });

    it("refuse by the prompt alone where it is estimated, and put it right by the answer", async () => {
        limit('tokens-per-minute="100" remaining-tokens-header-name="X-Left"', true);
        answerLikeChat(running.upstream, { prompt: 55, completion: 5 });
        assert.equal((await ask(chat(200))).headers["x-left"], "40");
        const refused = await ask(chat(200));
        assert.deepEqual([refused.status, refused.headers["x-left"]], [429, "40"]);
        assert.match(refused.body, /"Token limit is exceeded\. Try again in 60 seconds\."/);
        assert.deepEqual(await statuses(1, chat(160)), [200]);
    });

    it("give no time to wait to a prompt that can never fit", async () => {
        limit('tokens-per-minute="100"', true);
        const { status, body, headers } = await ask(chat(404));
        assert.deepEqual([status, body], [429, '{ "statusCode": 429, "message": "Token limit is exceeded." }']);
        assert.equal(headers["retry-after"], undefined);
        assert.equal(running.upstream.calls.length, 0);
    });

    it("always estimate streams, prompt and answer, and pass them on unchanged", async () => {
        limit('tokens-per-minute="100" remaining-tokens-header-name="X-Left" tokens-consumed-header-name="X-Used"');
        answerLikeStream(running.upstream, ["y".repeat(100), "ä".repeat(100), "z".repeat(80)]);
        const { body, headers } = await ask(chat(120, { stream: true }));
        // The headers go before the answer is counted.
        assert.deepEqual([headers["x-left"], headers["x-used"]], ["70", "30"]);
        assert.equal(body.split("data: ").length, 5);
        assert.ok(body.includes("ä".repeat(100)) && body.endsWith("data: [DONE]\n\n"));
        // 30 for the prompt and 70 for the answer: 4 characters a token.
        assert.equal((await ask(chat(4, { stream: true }))).status, 429);
        now += 60_000;
        assert.equal((await ask(chat(4, { stream: true }))).status, 200);
    });

    it("count what was streamed until the caller went away", async () => {
        limit('tokens-per-minute="20"');
        running.plane.policy("", policies({ backend: '<forward-request buffer-response="false" />' }));
        const event = `data: ${JSON.stringify({ choices: [{ delta: { content: "y".repeat(100) } }] })}\n\n`;
        running.upstream.answer = (response) => {
            response.setHeader("Content-Type", "text/event-stream");
            response.write(event);
        };
        const { body } = await running.open("/chat/invocations", { body: chat(4, { stream: true }) });
        for await (const chunk of body) {
            assert.ok(String(chunk).includes("yyy"));
            break;
        }
        // The connection is closed by then; that the gateway saw it is known by its next refusal.
        let status = 200;
        running.upstream.answer = (response) => void response.writeHead(500).end();
        for (let at = 0; at < 100 && status !== 429; at++) status = (await ask()).status;
        assert.equal(status, 429);
    });

    it("count nothing for errors, nor for answers that do not tell", async () => {
        limit('tokens-per-minute="1"');
        answerLikeChat(running.upstream);
        assert.deepEqual(await statuses(2), [200, 200]);
        running.upstream.answer = (response) =>
            void response.writeHead(500).end(JSON.stringify({ usage: { total_tokens: 100 } }));
        assert.deepEqual(await statuses(2), [500, 500]);
        running.upstream.answer = (response) => void response.writeHead(200).end("no JSON");
        assert.deepEqual(await statuses(2), [200, 200]);
    });

    it("keep the estimate for an answer that does not tell, and give it back for an error", async () => {
        limit('tokens-per-minute="100"', true);
        running.upstream.answer = (response) => void response.writeHead(500).end();
        assert.deepEqual(await statuses(3, chat(200)), [500, 500, 500]);
        answerLikeChat(running.upstream);
        assert.deepEqual(await statuses(3, chat(200)), [200, 200, 429]);
    });

    it("read answers of embeddings and of responses, and compressed ones", async () => {
        limit('tokens-per-minute="1000" tokens-consumed-header-name="X-Used"');
        for (const [usage, used] of [
            [{ prompt_tokens: 8, total_tokens: 8 }, "8"],
            [{ input_tokens: 5, output_tokens: 6 }, "11"],
        ] as const) {
            running.upstream.answer = (response) => {
                response.writeHead(200, { "content-encoding": "gzip" });
                response.end(gzipSync(JSON.stringify({ usage })));
            };
            const { headers } = await running.open("/chat/invocations", { body: chat(4) }).then(async (answer) => {
                await answer.body.dump();
                return answer;
            });
            assert.equal(headers["x-used"], used);
        }
    });

    for (const [period, words, end] of [
        ["Hourly", "21 minutes and 33 seconds", "2026-11-23T14:00:00Z"],
        ["Daily", "10 hours, 21 minutes and 33 seconds", "2026-11-24T00:00:00Z"],
        ["Weekly", "5 days, 10 hours, 21 minutes and 33 seconds", "2026-11-29T00:00:00Z"],
        ["Monthly", "7 days, 10 hours, 21 minutes and 33 seconds", "2026-12-01T00:00:00Z"],
        ["Yearly", "38 days, 10 hours, 21 minutes and 33 seconds", "2027-01-01T00:00:00Z"],
    ] as const) {
        it(`hold a quota that renews ${period.toLowerCase()}, by the calendar`, async () => {
            limit(`token-quota="100" token-quota-period="${period}"`);
            answerLikeChat(running.upstream, { prompt: 100, completion: 1 });
            assert.deepEqual(await statuses(1), [200]);
            const { status, body, headers } = await ask();
            assert.equal(status, 403);
            const message = `Token quota is exceeded. Try again in ${words}.`;
            assert.equal(body, `{ "statusCode": 403, "message": "${message}" }`);
            assert.equal(headers["retry-after"], String((Date.parse(end) - now) / 1000));
            now = Date.parse(end) - 1;
            assert.deepEqual(await statuses(1), [403]);
            now += 1;
            assert.deepEqual(await statuses(2), [200, 403]);
        });
    }

    it("share a counter where the key is the same", async () => {
        running.plane.api("other", { serviceUrl: running.upstream.url });
        const policy = '<llm-token-limit counter-key="all" tokens-per-minute="10" estimate-prompt-tokens="false" />';
        for (const api of ["chat", "other"]) running.plane.policy(`apis/${api}`, policies({ inbound: policy }));
        answerLikeChat(running.upstream, { prompt: 6, completion: 6 });
        assert.equal((await running.call("/other/invocations", { body: chat(1) })).status, 200);
        assert.deepEqual(await statuses(1), [429]);
    });

    it("send the request on as it came, and leave it to outbound to change the answer", async () => {
        limit('tokens-per-minute="100"');
        running.plane.policy("", policies({ outbound: setHeader("X-Out", "1") }));
        answerLikeChat(running.upstream, { prompt: 1, completion: 1 });
        const body = chat(4, { temperature: 0.5 });
        const answer = await ask(body);
        assert.equal(running.upstream.calls[0]!.body, body);
        assert.equal(running.received("content-length"), String(body.length));
        assert.equal(answer.headers["x-out"], "1");
    });
});
