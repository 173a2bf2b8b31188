import assert from "node:assert/strict";
import { circuitBreaker } from "../../../components/api/backends";
import { tokenCredential } from "../../../components/policies/credentialPolicies";
import { largestRequest } from "../../../components/api/tasks";
import { runningGateway } from "../../emulator/gateway/runningGateway";
import { putApiPolicy } from "./policyText";

const mebibyte = 1024 * 1024;

describe("calls that must not reach the endpoint, on the emulated gateway", () => {
    let now: number;
    const running = runningGateway(() => ({ now: () => now }));

    function publish(megabytes: number): void {
        const url = `${running.upstream.url}/serving-endpoints/churn`;
        const breaker = circuitBreaker({ seconds: 60, trip: 30, asked: false }, false);
        running.plane.set("backends/b", "backends", { url, protocol: "http", circuitBreaker: breaker });
        running.plane.set("namedValues/pat", "namedValues", { displayName: "pat" }, { value: "dapi" });
        running.plane.api("churn", { serviceUrl: url }, [
            "POST /invocations",
            "POST /models/{id}/call",
            "POST /files/*",
        ]);
        const call = { retry: false, timeout: 300, pooled: false } as const;
        const endpoint = { credential: tokenCredential("pat"), call, backend: { backendId: "b" } };
        const limits = { calls: { count: 100, seconds: 60, per: "ip" } } as const;
        putApiPolicy(
            running.plane,
            "churn",
            { callers: {}, governance: { limits }, endpoint },
            { largestRequest: megabytes },
        );
    }
    beforeEach(() => {
        now = 1_700_000_000_000;
        publish(4);
    });

    const call = (path: string, body: string | Buffer = "{}") => running.callAt(path, { body });

    for (const part of [
        "..",
        ".",
        "%2e%2e",
        "%2E%2e",
        ".%2e",
        "%2e",
        "%252e%252e",
        "%25252E.",
        "..;",
        "..;x=1",
        "%2e.%3b",
        "a%2f..%2fb",
        "a%2Fb",
        "a%252fb",
        "..%5cb",
        "a%5Cb",
        "a\\b",
        "..\\b",
        "%c0%ae%c0%ae",
        "%C0%AFb",
    ]) {
        it(`are those with the segment ${part} in a path parameter`, async () => {
            const { status, body } = await call(`/churn/models/${part}/call`);
            assert.equal(status, 400, body);
            assert.deepEqual(JSON.parse(body), {
                statusCode: 400,
                message: "The path has a part that leads elsewhere. Leave it out.",
                error_code: "BAD_REQUEST",
            });
            assert.equal(running.upstream.calls.length, 0);
        });
    }

    for (const path of [
        "/churn/files/a//b",
        "/churn/files//b",
        "/churn/files/..",
        "/churn/files/a/..",
        "/churn/files/../../../other/invocations",
        "/churn/files/%2e%2e/%2e%2e/other/invocations?a=b",
    ]) {
        it(`are those with the path ${path}`, async () => {
            assert.equal((await call(path)).status, 400);
            assert.equal(running.upstream.calls.length, 0);
        });
    }

    for (const part of [
        "churn-3",
        "v1.2",
        "...",
        "..a",
        "a..b",
        ".hidden",
        "a%20b",
        "50%25",
        "%e2%82%ac",
        "a;v=1",
        "a:b",
    ]) {
        it(`are not those with ${part}, which leads nowhere else`, async () => {
            assert.equal((await call(`/churn/models/${part}/call?q=../..//%2f`)).status, 200);
            const [{ url } = { url: "" }] = running.upstream.calls;
            assert.equal(url.split("?")[0], `/serving-endpoints/churn/models/${part}/call`);
        });
    }

    it("are those that are larger than the endpoint takes, in words that name the limit", async () => {
        for (const megabytes of [4, 16]) {
            publish(megabytes);
            const { status, headers, body } = await call("/churn/invocations", Buffer.alloc(megabytes * mebibyte + 1));
            assert.equal(status, 413);
            assert.equal(headers["content-type"], "application/json");
            assert.deepEqual(JSON.parse(body), {
                statusCode: 413,
                message: `The request is larger than ${megabytes} MB. Send less at a time.`,
                error_code: "BAD_REQUEST",
            });
            assert.equal(running.upstream.calls.length, 0);
            assert.equal((await call("/churn/invocations", Buffer.alloc(megabytes * mebibyte))).status, 200);
            running.upstream.calls.length = 0;
        }
    });

    it("use nothing up of a limit of calls", async () => {
        for (let count = 0; count < 101; count++) await call("/churn/models/../call");
        assert.equal((await call("/churn/invocations")).status, 200);
    });

    it("leave the endpoint to others: five that are too large do not open the circuit breaker", async () => {
        // As a workspace does it: the connection breaks while the body is on its way.
        running.upstream.answer = (response, { headers, socket }) => {
            if (Number(headers["content-length"]) > 4 * mebibyte) socket.destroy();
            else response.end("{}");
        };
        for (let count = 0; count < 5; count++) {
            assert.equal((await call("/churn/invocations", Buffer.alloc(17 * mebibyte))).status, 413);
        }
        assert.equal((await call("/churn/invocations")).status, 200);
    });

    it("are not those that tell no length: they go to the endpoint as they come", async () => {
        async function* chunks() {
            for (let count = 0; count < 5; count++) yield Buffer.alloc(mebibyte);
        }
        const { status } = await running.call("/churn/invocations", { body: chunks() as never });
        assert.equal(status, 200);
        assert.equal(running.upstream.calls[0]?.headers["transfer-encoding"], "chunked");
        assert.equal(running.upstream.calls[0]?.body.length, 5 * mebibyte);
    });

    it("have the limit of the endpoint's task", () => {
        const limits = ["llm/v1/chat", "agent/v2/chat", "llm/v1/embeddings", "", "custom"].map(largestRequest);
        assert.deepEqual(limits, [4, 4, 4, 16, 16]);
    });
});
