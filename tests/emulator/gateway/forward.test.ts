import assert from "node:assert/strict";
import { policies } from "./policyDocuments";
import { runningGateway } from "./runningGateway";

describe("gateway, forwarding", () => {
    const running = runningGateway();
    beforeEach(() =>
        running.plane.api("churn", { serviceUrl: running.upstream.url }, ["POST /invocations", "GET /a", "HEAD /a"]),
    );

    function forwardWith(attributes: string): void {
        running.plane.policy("apis/churn", policies({ backend: `<forward-request ${attributes} />` }));
    }

    it("answers 500 with an activity id when there is no backend to reach", async () => {
        running.plane.api("down", { serviceUrl: "http://127.0.0.1:1" });
        running.plane.api("none", { serviceUrl: null });
        const bodies = [await running.call("/down/invocations"), await running.call("/none/invocations")].map(
            ({ body }) => body,
        );
        for (const body of bodies) assert.match(body, /"message": "Internal server error", "activityId": "/);
        assert.notEqual(bodies[0], bodies[1]);
    });

    it("answers 500 when the backend's headers do not come in time", async () => {
        running.upstream.answer = () => undefined;
        forwardWith('timeout-ms="50"');
        assert.equal((await running.call("/churn/invocations")).status, 500);
    });

    it("keeps the backend's status, headers and body, and drops what concerns its connection", async () => {
        running.upstream.answer = (response) => {
            response.writeHead(404, "Gone Fishing", [
                ...["Set-Cookie", "a=1", "Set-Cookie", "b=2", "X-Hop", "1", "Connection", "close, X-Hop"],
            ]);
            response.end("<html>");
        };
        const { status, headers, body } = await running.call("/churn/invocations");
        assert.deepEqual([status, body, headers["set-cookie"]], [404, "<html>", ["a=1", "b=2"]]);
        assert.equal(headers["x-hop"], undefined);
    });

    it("appends the caller to X-Forwarded-For and keeps its own connection's headers to itself", async () => {
        await running.call("/churn/invocations", { headers: { "x-forwarded-for": "203.0.113.7", te: "trailers" } });
        const { headers } = running.upstream.calls[0]!;
        assert.match(String(headers["x-forwarded-for"]), /^203\.0\.113\.7, (127\.0\.0\.1|::1)$/);
        assert.equal(headers.te, undefined);
    });

    it("hands redirects to the caller", async () => {
        running.upstream.answer = (response) => response.writeHead(302, { Location: "/elsewhere" }).end();
        const answer = await running.call("/churn/invocations");
        assert.deepEqual([answer.status, answer.headers.location], [302, "/elsewhere"]);
        assert.equal(running.upstream.calls.length, 1);
    });

    it("answers HEAD and GET", async () => {
        assert.equal((await running.call("/churn/a", { method: "GET" })).body, '{"predictions":[1]}');
        assert.deepEqual((({ status, body }) => [status, body])(await running.call("/churn/a", { method: "HEAD" })), [
            200,
            "",
        ]);
    });

    it("passes bodies of any size and kind, chunked or buffered first", async () => {
        const body = "x".repeat(5_000_000);
        const chunks = async function* (): AsyncGenerator<Buffer> {
            yield Buffer.from(body);
        };
        const headers = { "content-type": "strange;;" };
        await running.call("/churn/invocations", { body: chunks() as never, headers });
        forwardWith('buffer-request-body="true"');
        await running.call("/churn/invocations", { body: chunks() as never, headers });
        assert.deepEqual(
            running.upstream.calls.map((received) => [
                received.body.length,
                received.headers["transfer-encoding"],
                received.headers["content-length"],
            ]),
            [
                [5_000_000, "chunked", undefined],
                [5_000_000, undefined, "5000000"],
            ],
        );
    });

    it("keeps no more of a body than the tier does: 2 MiB of v2 and Consumption", async () => {
        running.plane.service("StandardV2");
        const size = 2 * 1024 * 1024;
        const call = async (bytes: number) =>
            (await running.call("/churn/invocations", { body: "x".repeat(bytes) })).status;
        assert.equal(await call(size + 1), 200);
        forwardWith('buffer-request-body="true"');
        assert.deepEqual([await call(size), await call(size + 1)], [200, 500]);
        running.plane.service("Developer");
        assert.equal(await call(size + 1), 200);
    });

    it("takes a timeout from an expression, and one of the two only", async () => {
        running.upstream.answer = () => undefined;
        running.plane.policy(
            "apis/churn",
            policies({
                inbound: '<set-variable name="t" value="@(50)" />',
                backend: "<forward-request timeout-ms='@((int)context.Variables[\"t\"])' />",
            }),
        );
        assert.equal((await running.call("/churn/invocations")).status, 500);
        assert.equal(running.upstream.calls.length, 1);
    });

    it("passes events on as they come when buffer-response is off", async () => {
        forwardWith('buffer-response="false"');
        let end = (): void => undefined;
        running.upstream.answer = (response) => {
            response.setHeader("Content-Type", "text/event-stream");
            response.write("data: 1\n\n");
            end = () => response.end("data: 2\n\n");
        };
        const { body, headers } = await running.open("/churn/invocations");
        const events: string[] = [];
        for await (const chunk of body) {
            events.push(String(chunk));
            if (events.length === 1) end();
        }
        assert.equal(headers["content-type"], "text/event-stream");
        assert.deepEqual(events, ["data: 1\n\n", "data: 2\n\n"]);
    });

    it("holds small chunks back otherwise", async () => {
        running.upstream.answer = (response, { method }) => {
            if (method === "GET") return void response.end();
            // A whole other call goes by between the two chunks: time enough for the first to get through.
            response.write("data: 1\n\n", () => {
                void running.call("/churn/a", { method: "GET" }).then(() => response.end("data: 2\n\n"));
            });
        };
        const { body } = await running.open("/churn/invocations");
        const chunks: string[] = [];
        for await (const chunk of body) chunks.push(String(chunk));
        assert.deepEqual(chunks, ["data: 1\n\ndata: 2\n\n"]);
    });

    it("breaks the caller's connection when the backend breaks off, and outlives it", async () => {
        running.upstream.answer = (response) => {
            response.writeHead(200, { "Content-Length": "100" });
            response.write("half", () => response.destroy());
        };
        await assert.rejects(running.call("/churn/invocations"));
        running.upstream.answer = (response) => response.end("well");
        assert.equal((await running.call("/churn/invocations")).body, "well");
    });

    it("lets go of the backend when the caller goes away", async () => {
        const gone = new Promise<void>((resolve) => {
            running.upstream.answer = (response) => {
                response.once("close", resolve);
                response.write("x".repeat(20_000));
            };
        });
        const { body } = await running.open("/churn/invocations");
        body.on("error", () => undefined).destroy();
        await gone;
    });
});
