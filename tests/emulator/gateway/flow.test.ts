import assert from "node:assert/strict";
import { xmlFromRaw } from "../../../emulator/arm/resources/policyFormat";
import { policies, setHeader } from "./policyDocuments";
import { runningGateway } from "./runningGateway";

const isUnset = '@(!context.Variables.ContainsKey("v"))';
const value = '@((string)context.Variables["v"])';
const is503 = "@(context.Response != null && context.Response.StatusCode == 503)";
const mark = setHeader("X-Trace", "again", "append");

describe("gateway, control flow", () => {
    let now: number;
    let waits: number[];
    let sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
    const running = runningGateway(() => ({
        now: () => now,
        sleep: (milliseconds, signal) => sleep(milliseconds, signal),
    }));
    beforeEach(() => {
        now = 1_700_000_000_000;
        waits = [];
        sleep = async (milliseconds) => void waits.push(milliseconds);
        running.plane.api("churn", { serviceUrl: running.upstream.url });
    });

    function use(sections: Record<string, string>): void {
        running.plane.policy("apis/churn", xmlFromRaw(policies(sections)));
    }

    const call = (body = "in") => running.call("/churn/invocations", { body });

    /** Answers with these statuses in turn, and with the last one from then on. */
    function answers(...statuses: number[]): void {
        running.upstream.answer = (response) => {
            response.statusCode = statuses.length > 1 ? statuses.shift()! : statuses[0]!;
            response.end(`answer ${response.statusCode}`);
        };
    }

    it("chooses the first branch whose condition holds, or otherwise", async () => {
        const branch = (text: string) => setHeader("X-Branch", text);
        const choose =
            `<choose><when condition="${isUnset}">${branch("first")}</when>` +
            `<when condition="${isUnset}">${branch("second")}</when><otherwise>${branch("last")}</otherwise></choose>`;
        use({ inbound: choose });
        await call();
        assert.equal(running.received("X-Branch"), "first");
        use({ inbound: `<set-variable name="v" value="" />${choose}` });
        await call();
        assert.equal(running.received("X-Branch"), "last");
    });

    it("ends the pipeline with return-response in a branch, and changes responses in outbound", async () => {
        const stop = '<return-response><set-status code="409" /></return-response>';
        use({ inbound: `<choose><when condition="${isUnset}">${stop}</when></choose>`, outbound: mark });
        const early = await call();
        assert.deepEqual([early.status, early.headers["x-trace"]], [409, undefined]);
        assert.equal(running.upstream.calls.length, 0);
        use({ outbound: `<choose><when condition="${isUnset}">${mark}</when></choose>` });
        assert.equal((await call()).headers["x-trace"], "again");
    });

    it("keeps variables to one call", async () => {
        use({
            inbound: `<choose><when condition="${isUnset}">${mark}</when></choose><set-variable name="v" value="1" />`,
        });
        await call();
        await call();
        assert.equal(running.received("X-Trace"), "again");
    });

    it("caches texts until they end, and forgets them when told to", async () => {
        const lookup = '<cache-lookup-value key="k" variable-name="v" default-value="none" caching-type="internal" />';
        use({ inbound: lookup + setHeader("X-V", value) + '<cache-store-value key="k" value="kept" duration="60" />' });
        const seen: unknown[] = [];
        const look = async () => {
            await call();
            seen.push(running.received("X-V"));
        };
        await look();
        now += 59_999;
        await look();
        now += 60_000;
        await look();
        use({ inbound: '<cache-remove-value key="k" />' + lookup + setHeader("X-V", value) });
        await look();
        assert.deepEqual(seen, ["none", "kept", "none", "none"]);
    });

    it("leaves a variable as it is when the cache does not have the key", async () => {
        const lookup = '<cache-lookup-value key="k" variable-name="v" />';
        use({ inbound: `<set-variable name="v" value="old" />${lookup}${setHeader("X-V", value)}` });
        await call();
        assert.equal(running.received("X-V"), "old");
    });

    it("replaces the body of the request and of the response", async () => {
        use({
            inbound: "<set-body>new in</set-body>",
            outbound: '<set-body>@((string)context.Variables["v"])</set-body>',
        });
        assert.equal((await call("a longer one")).status, 500);
        use({ inbound: "<set-body>new in</set-body>", outbound: "<set-body>new out</set-body>" });
        const answer = await call("a longer one");
        assert.deepEqual([answer.body, answer.headers["content-length"]], ["new out", "7"]);
        const [, second] = running.upstream.calls;
        assert.deepEqual([second?.body, second?.headers["content-length"]], ["new in", "6"]);
    });

    function retried(attributes: string, forward = 'buffer-request-body="true"'): void {
        use({ backend: `<retry condition="${is503}" ${attributes}>${mark}<forward-request ${forward} /></retry>` });
    }

    it("tries again while the condition holds, and sends the same body", async () => {
        retried('count="3" interval="2"');
        answers(503, 503, 200);
        const answer = await call();
        assert.deepEqual([answer.status, answer.body], [200, "answer 200"]);
        assert.deepEqual(
            running.upstream.calls.map(({ body, headers }) => [body, headers["x-trace"]]),
            [
                ["in", "again"],
                ["in", "again, again"],
                ["in", "again, again, again"],
            ],
        );
        assert.deepEqual(waits, [2000, 2000]);
    });

    it("tries no more than count times again, and keeps the last answer", async () => {
        retried('count="2" interval="1" first-fast-retry="true"');
        answers(503);
        const answer = await call();
        assert.deepEqual([answer.status, answer.body], [503, "answer 503"]);
        assert.equal(running.upstream.calls.length, 3);
        assert.deepEqual(waits, [1000]);
    });

    it("waits longer each time with a delta, and doubles up to max-interval", async () => {
        answers(503);
        retried('count="4" interval="3" delta="2"');
        await call();
        assert.deepEqual(waits.splice(0), [3000, 5000, 7000, 9000]);
        retried('count="5" interval="10" delta="10" max-interval="100"');
        await call();
        assert.deepEqual(waits, [10_000, 20_000, 40_000, 80_000, 100_000]);
    });

    it("waits as Retry-After says, gives up where that is too long, and keeps only small bodies", async () => {
        const busy =
            "context.Response != null && (context.Response.StatusCode == 429 || context.Response.StatusCode == 503)";
        const seconds =
            'int.TryParse(context.Response.Headers.GetValueOrDefault("Retry-After", "1"), out var seconds)' +
            " && seconds >= 0 ? seconds : 86400";
        const known = '@(context.Variables.ContainsKey("wait"))';
        const waiting =
            `<choose><when condition="${known}"><retry condition="${known}" count="1"` +
            ' interval="@((int)context.Variables["wait"])"><set-variable name="waited" value="yes" /></retry></when></choose>';
        const repeated =
            `<retry condition="@(${busy} && context.Variables.GetValueOrDefault<int>("wait", 86400) <= 5)" count="2"` +
            ` interval="0">${waiting}<forward-request buffer-request-body="true" />` +
            `<set-variable name="wait" value="@(${seconds})" /></retry>`;
        const small = '@(Convert.ToInt64(context.Request.Headers.GetValueOrDefault("Content-Length", "3")) <= 2)';
        use({
            backend:
                `<choose><when condition="${small}">${repeated}</when>` +
                "<otherwise><forward-request /></otherwise></choose>",
        });
        const retryAfter = ["5", undefined, "6", "soon"];
        running.upstream.answer = (response) => {
            const header = retryAfter.shift();
            if (header !== undefined) response.setHeader("Retry-After", header);
            response.writeHead(429).end();
        };
        const first = await call();
        assert.deepEqual([first.status, first.headers["retry-after"], waits.splice(0)], [429, "6", [5000, 1000]]);
        await call();
        await call("too large to be kept");
        assert.deepEqual([running.upstream.calls.length, waits], [5, []]);
    });

    it("evaluates count and interval, and fails where they are out of range", async () => {
        answers(503);
        const counted = '<set-variable name="n" value="@(2)" />';
        const again = (count: string) =>
            `<retry condition="${is503}" count="${count}" interval="@((int)context.Variables["n"])">` +
            "<forward-request /></retry>";
        use({ inbound: counted, backend: again('@((int)context.Variables["n"])') });
        assert.equal((await running.call("/churn/invocations")).status, 503);
        assert.deepEqual(waits, [2000, 2000]);
        use({ inbound: '<set-variable name="n" value="@(51)" />', backend: again('@((int)context.Variables["n"])') });
        assert.equal((await running.call("/churn/invocations")).status, 500);
        use({ inbound: '<set-variable name="n" value="2" />', backend: again("1") });
        assert.equal((await running.call("/churn/invocations")).status, 500);
    });

    it("does not wait at all with an interval of 0", async () => {
        retried('count="1" interval="0"');
        answers(503, 200);
        assert.equal((await call()).status, 200);
        assert.deepEqual(waits, []);
    });

    it("cannot send a body again that was not buffered", async () => {
        retried('count="1" interval="0"', "");
        answers(503, 200);
        assert.equal((await call()).status, 500);
        assert.equal(running.upstream.calls.length, 1);
        retried('count="1" interval="0"', "");
        answers(503, 200);
        running.plane.api("churn", { serviceUrl: running.upstream.url }, ["GET /a"]);
        assert.equal((await running.call("/churn/a", { method: "GET" })).status, 200);
    });

    it("stops waiting when the caller goes away", async () => {
        retried('count="1" interval="3600"');
        answers(503);
        const caller = new AbortController();
        const stopped = new Promise<void>((resolve) => {
            sleep = (_, signal) => {
                caller.abort();
                return new Promise((_, reject) => {
                    signal.addEventListener("abort", () => {
                        reject(new Error("stopped"));
                        resolve();
                    });
                });
            };
        });
        await assert.rejects(running.call("/churn/invocations", { signal: caller.signal }));
        await stopped;
        assert.equal(running.upstream.calls.length, 1);
    });

    it("does not try again what failed without an answer", async () => {
        running.plane.api("churn", { serviceUrl: "http://127.0.0.1:1" });
        retried('count="3" interval="1"');
        assert.equal((await call()).status, 500);
        assert.deepEqual(waits, []);
    });

    it("goes to on-error with the backend's answer if the policy says that its status is an error", async () => {
        const sections = { outbound: setHeader("X-Out", "1"), "on-error": setHeader("X-Error", "1") };
        use({ backend: '<forward-request fail-on-error-status-code="true" />', ...sections });
        answers(500, 399, 404);
        const seen = [await call(), await call(), await call()].map(({ status, body, headers }) => [
            ...[status, body, headers["x-out"], headers["x-error"]],
        ]);
        assert.deepEqual(seen, [
            [500, "answer 500", undefined, "1"],
            [399, "answer 399", "1", undefined],
            [404, "answer 404", undefined, "1"],
        ]);
        use({ backend: "<forward-request />", ...sections });
        answers(500);
        assert.equal((await call()).headers["x-out"], "1");
    });
});
