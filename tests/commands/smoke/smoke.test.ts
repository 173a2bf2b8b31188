import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Call, Check } from "../../../commands/smoke/checks";
import { type Result, smoke, type SmokeOptions } from "../../../commands/smoke/smoke";
import { misfit } from "../../../transforms/validator";

const key = "0123456789abcdef0123456789abcdef";

interface Seen {
    readonly path: string;
    readonly headers: IncomingMessage["headers"];
    readonly body: string;
}

describe("a smoke test of an HTTP server", () => {
    let server: Server;
    let url: string;
    let seen: Seen[];
    let answer: (request: Seen, response: ServerResponse) => void;

    beforeEach(async () => {
        seen = [];
        server = createServer(async (request, response) => {
            const chunks: Buffer[] = [];
            for await (const chunk of request) chunks.push(chunk as Buffer);
            const one = { path: request.url!, headers: request.headers, body: Buffer.concat(chunks).toString() };
            seen.push(one);
            answer(one, response);
        }).listen(0, "127.0.0.1");
        await once(server, "listening");
        url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterEach(async () => {
        server.closeAllConnections();
        server.close();
        await once(server, "close");
    });

    const answers = (status: number, body: string, headers: Record<string, string> = {}) => {
        answer = (_, response) =>
            response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
    };
    const check = (more: Partial<Call> = {}): Check => {
        const call = { method: "POST", url: `${url}/invocations`, headers: { "X-Key": key }, body: "{}" } as const;
        return {
            name: "churn",
            what: "with a key",
            url: call.url,
            does: { call: { ...call, expects: "answer", ...more } },
        };
    };
    const options: SmokeOptions = { fetch, secrets: [key], timeout: 10_000, wait: 0, parallel: 2 };
    const resultOf = async (more: Partial<Call> = {}, others: Partial<SmokeOptions> = {}): Promise<Result> => {
        const [result] = await smoke([check(more)], { ...options, ...others });
        assert.ok(!JSON.stringify(result).includes(key), "a key is shown");
        return result!;
    };

    it("passes where the answer is 200 and fits, and sends what the document says", async () => {
        answers(200, '{"predictions":[1]}');
        const schema = {
            type: "object",
            properties: { predictions: { type: "array", items: { type: "number" } } },
        } as const;
        const result = await resultOf({ misfit: (value) => misfit(schema, {}, value) });
        assert.deepEqual([result.outcome, result.status, result.message], ["passed", 200, undefined]);
        assert.deepEqual(
            seen.map(({ path, headers, body }) => [path, headers["x-key"], headers["content-type"], body]),
            [["/invocations", key, "application/json", "{}"]],
        );
    });

    it("fails where the answer does not fit, and shows where but not what", async () => {
        answers(200, '{"predictions":[{"secret":"of a customer"}]}');
        const schema = { properties: { predictions: { type: "array", items: { type: "number" } } } } as never;
        const { outcome, message } = await resultOf({ misfit: (value) => misfit(schema, {}, value) });
        assert.equal(outcome, "failed");
        assert.match(
            message!,
            /does not fit the published document: #\/predictions\/0 \(type\): .*"number".*Run `npx pulumi preview`/,
        );
        assert.ok(!message!.includes("customer"));
    });

    for (const [what, status, body, headers, outcome, message] of [
        ["a page", 200, "<html>", {}, "failed", /the answer is not JSON/],
        ["a key that the gateway does not take", 401, "", {}, "failed", /^401\. The gateway does not accept the key/],
        ["an address that is not allowed", 403, "", {}, "failed", /an address that ipFilter allows/],
        ["an operation that is not there", 404, "", {}, "failed", /has no such operation/],
        [
            "an example that the model refuses",
            400,
            '{"error_code":"BAD_REQUEST","message":"no column age"}',
            {},
            "failed",
            /^400, "no column age"\. The model refuses the example/,
        ],
        [
            "an error in OpenAI's shape",
            500,
            '{"error":{"message":"it broke","type":"x"}}',
            {},
            "failed",
            /^500, "it broke"\. The endpoint failed/,
        ],
        ["a credential that the workspace refuses", 502, "", {}, "failed", /CAN_QUERY, or CAN_USE on an app/],
        [
            "a limit that is used up",
            429,
            '{"statusCode":429,"message":"Rate limit is exceeded."}',
            { "retry-after": "12" },
            "limited",
            /^429, "Rate limit is exceeded\."\. A limit is used up, .* Run this again in 12 s$/,
        ],
        [
            "a quota that is used up",
            403,
            '{"statusCode":403,"message":"Out of call volume quota."}',
            {},
            "limited",
            /The quota of this key is used up/,
        ],
        ["an answer that repeats the key", 500, `{"message":"key ${key}"}`, {}, "failed", /key \[redacted\]/],
    ] as const) {
        it(`tells of ${what}, and how to mend it`, async () => {
            answers(status, body, headers);
            const result = await resultOf();
            assert.equal(result.outcome, outcome);
            assert.match(result.message!, message);
        });
    }

    it("follows no redirect, so that the key goes nowhere else", async () => {
        answers(302, "", { location: `${url}/elsewhere` });
        const { outcome, message } = await resultOf();
        assert.deepEqual([outcome, seen.length], ["failed", 1]);
        assert.match(message!, /^302\. Something in front of the gateway redirects/);
    });

    it("says where nothing answers", async () => {
        const { outcome, message } = await resultOf({}, { fetch: () => fetch("http://127.0.0.1:1/") });
        assert.equal(outcome, "failed");
        assert.match(message!, /cannot be reached \(\w+\)\. Run this from a network/);
    });

    it("says which name DNS does not know, and whose certificate is not trusted", async () => {
        const failing = (code: string) => () =>
            Promise.reject(new TypeError(`failed with ${key}`, { cause: { code } }));
        assert.match(
            (await resultOf({}, { fetch: failing("ENOTFOUND") })).message!,
            /its CNAME record has to name the service/,
        );
        assert.match(
            (await resultOf({}, { fetch: failing("CERT_HAS_EXPIRED") })).message!,
            /certificate of the custom domain/,
        );
    });

    it("ends a wait for an answer", async () => {
        answer = () => undefined;
        assert.match((await resultOf({}, { timeout: 20 })).message!, /^no answer within 0\.02 s\..*--timeout/);
    });

    it("wants 401 without a key, and is loud where everybody may call", async () => {
        answers(401, "");
        assert.equal((await resultOf({ expects: "refusal" })).outcome, "passed");
        answers(200, "{}");
        assert.match((await resultOf({ expects: "refusal" })).message!, /^200 instead of 401: everybody may call it/);
        answers(500, "");
        assert.match((await resultOf({ expects: "refusal" })).message!, /^500 instead of 401/);
    });

    it("does not blame the model's example for a 400 without a key, which may come from the model", async () => {
        answers(400, '{"error_code":"BAD_REQUEST","message":"no column age"}');
        assert.match(
            (await resultOf({ expects: "refusal" })).message!,
            /^400 instead of 401: the call may have reached the model/,
        );
    });

    it("sends the whole example where the model refuses a limit of tokens", async () => {
        answer = ({ body }, response) => response.writeHead(body.includes("max_tokens") ? 400 : 200).end("{}");
        const { outcome } = await resultOf({ body: '{"max_tokens":16}', unlimited: "{}" });
        assert.deepEqual([outcome, seen.length], ["passed", 2]);
    });

    it("waits for a gateway that does not know a new key yet, and only as long as it may", async () => {
        const pauses: number[] = [];
        const sleep = (milliseconds: number) => Promise.resolve(pauses.push(milliseconds));
        answer = (_, response) => response.writeHead(seen.length < 3 ? 401 : 200).end("{}");
        assert.equal((await resultOf({}, { wait: 60_000, sleep })).outcome, "passed");
        assert.equal(pauses.length, 2);
        answers(404, "");
        assert.equal((await resultOf({}, { wait: 10_000, sleep })).outcome, "failed");
        assert.equal(pauses.length, 4);
    });

    it("reads a stream to its end, with an error that comes after the status 200", async () => {
        const events = { "content-type": "text/event-stream; charset=utf-8" };
        answers(200, 'data: {"choices":[]}\n\ndata: [DONE]\n\n', events);
        assert.equal((await resultOf({ expects: "stream" })).outcome, "passed");
        answers(200, 'data: {"choices":[]}\n\ndata: {"error_code":"X","message":"it broke"}\n\n', events);
        assert.match((await resultOf({ expects: "stream" })).message!, /ends with an error: "it broke"/);
        answers(200, "\n", events);
        assert.match((await resultOf({ expects: "stream" })).message!, /without an event/);
        answers(200, "{}");
        assert.match((await resultOf({ expects: "stream" })).message!, /no stream \(application\/json\)/);
    });

    it("tells an endpoint that does not stream from one that fails", async () => {
        answers(400, '{"message":"This endpoint does not support streaming."}');
        assert.equal((await resultOf({ expects: "stream" })).outcome, "skipped");
        answers(400, '{"message":"no column age"}');
        assert.equal((await resultOf({ expects: "stream" })).outcome, "failed");
    });

    it("lists the tools of an MCP server, and says why where it cannot", async () => {
        const results: Record<string, object> = {
            initialize: {
                protocolVersion: "2025-06-18",
                capabilities: { tools: {} },
                serverInfo: { name: "s", version: "1" },
            },
            "tools/list": { tools: [{ name: "churn", inputSchema: { type: "object" } }] },
        };
        answer = ({ body }, response) => {
            if (body === "") return response.writeHead(405).end();
            const { id, method } = JSON.parse(body);
            if (id === undefined) return response.writeHead(202).end();
            const text = JSON.stringify({ jsonrpc: "2.0", id, result: results[method] });
            return response.writeHead(200, { "content-type": "application/json" }).end(text);
        };
        assert.equal((await resultOf({ expects: "tools" })).outcome, "passed");
        assert.ok(seen.every(({ headers }) => headers["x-key"] === key));
        results["tools/list"] = { tools: [] };
        assert.match((await resultOf({ expects: "tools" })).message!, /the server has no tool/);
        answers(401, '{"statusCode":401,"message":"invalid subscription key"}');
        assert.match((await resultOf({ expects: "tools" })).message!, /^401, "invalid subscription key"/);
        answers(200, "{}");
        assert.match((await resultOf({ expects: "tools" })).message!, /does not answer as an MCP server/);
    });

    it("says of an MCP server that cannot be reached, or ends no answer, what it says of an API", async () => {
        answer = (_, response) => void response.destroy();
        assert.match(
            (await resultOf({ expects: "tools" })).message!,
            /^127\.0\.0\.1:\d+ cannot be reached \(\w+\)\. Run/,
        );
        answer = () => undefined;
        const late = /^no answer within 0\.05 s\./;
        assert.match((await resultOf({ expects: "tools" }, { timeout: 50 })).message!, late);
        answer = (_, response) => void response.writeHead(200, { "content-type": "application/json" }).write("{");
        assert.match((await resultOf({ expects: "tools" }, { timeout: 50 })).message!, late);
    });

    it("calls nothing where something is missing, and keeps the order of the checks", async () => {
        answers(200, "{}");
        const other = { ...check(), name: "other" };
        const results = await smoke(
            [{ ...check(), does: { failed: "no key" } }, other, { ...check(), does: { skipped: "a reason" } }],
            options,
        );
        assert.deepEqual(
            results.map(({ name, outcome }) => `${name} ${outcome}`),
            ["churn failed", "other passed", "churn skipped"],
        );
        assert.equal(seen.length, 1);
    });
});
