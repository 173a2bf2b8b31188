import assert from "node:assert/strict";
import { policies } from "./policyDocuments";
import { runningGateway } from "./runningGateway";

const minute = 60_000;

/** As REST has it. */
function breaker(condition: object, more: object = {}): object {
    const failureCondition = { interval: "PT1M", statusCodeRanges: [{ min: 500, max: 599 }], ...condition };
    return { circuitBreaker: { rules: [{ name: "rule", failureCondition, tripDuration: "PT30S", ...more }] } };
}

describe("gateway, backends", () => {
    let now: number;
    const running = runningGateway(() => ({ now: () => now }));
    beforeEach(() => {
        now = 1_700_000_000_000;
        running.plane.api("churn", { serviceUrl: "http://127.0.0.1:1" });
        useBackend("model");
    });

    function useBackend(id: string, sections: Record<string, string> = {}): void {
        const inbound = `<set-backend-service backend-id="${id}" />${sections.inbound ?? ""}`;
        running.plane.policy("apis/churn", policies({ ...sections, inbound }));
    }

    function backend(name: string, properties: object = {}): void {
        running.plane.set(`backends/${name}`, "backends", {
            url: `${running.upstream.url}/${name}`,
            protocol: "http",
            ...properties,
        });
    }

    const call = (path = "/churn/invocations") => running.call(path, { body: "in" });
    const statuses = async (count: number): Promise<number[]> => {
        const all: number[] = [];
        while (all.length < count) all.push((await call()).status);
        return all;
    };

    /** Answers each call with the next status, and with the last one from then on. */
    function answers(...list: (number | [status: number, retryAfter: string])[]): void {
        running.upstream.answer = (response) => {
            const next = list.length > 1 ? list.shift()! : list[0]!;
            const [status, retryAfter] = typeof next === "number" ? [next] : next;
            if (retryAfter !== undefined) response.setHeader("Retry-After", retryAfter);
            response.writeHead(status).end();
        };
    }

    it("are called at their address, with their credentials in place of the caller's", async () => {
        running.plane.set("namedValues/n", "namedValues", { displayName: "secret-name" }, { value: "s3cret" });
        backend("model", {
            credentials: {
                header: { "X-Key": ["{{secret-name}}"], "X-Two": ["a", "b"] },
                query: { code: ["c&d"] },
                authorization: { scheme: "Bearer", parameter: "{{secret-name}}" },
            },
        });
        await running.call("/churn/invocations?a=1", { headers: { Authorization: "Basic mine", "x-key": "mine" } });
        const { url, headers } = running.upstream.calls[0]!;
        assert.equal(url, "/model/invocations?a=1&code=c%26d");
        assert.deepEqual(
            [headers.authorization, headers["x-key"], headers["x-two"]],
            ["Bearer s3cret", "s3cret", "a, b"],
        );
    });

    it("fail the call when a named value in their credentials, or the entity, is gone", async () => {
        backend("model", { credentials: { header: { "X-Key": ["{{gone}}"] } } });
        assert.equal((await call()).status, 500);
        running.plane.store.delete(`${running.plane.serviceId}/backends/model`);
        assert.equal((await call()).status, 500);
        assert.equal(running.upstream.calls.length, 0);
    });

    describe("with a circuit breaker", () => {
        it("are left alone after so many failures within the interval, until the time is over", async () => {
            backend("model", breaker({ count: 3 }));
            answers(500, 200, 503, 404, 599, 200);
            assert.deepEqual(await statuses(6), [500, 200, 503, 404, 599, 503]);
            assert.equal(running.upstream.calls.length, 5);
            now += 30_000 - 1;
            assert.equal((await call()).status, 503);
            now += 1;
            assert.equal((await call()).status, 200);
            assert.equal(running.upstream.calls.length, 6);
        });

        it("say so in the gateway's own words", async () => {
            backend("model", breaker({ count: 1 }));
            answers([500, "7"]);
            await call();
            const { status, headers, body } = await call();
            assert.deepEqual(
                [status, headers["content-type"], headers["retry-after"], body],
                [503, "application/json", undefined, '{ "statusCode": 503, "message": "Service Unavailable" }'],
            );
        });

        it("forget failures that are older than the interval", async () => {
            backend("model", breaker({ count: 2 }));
            answers(500);
            await call();
            now += minute;
            assert.deepEqual(await statuses(3), [500, 500, 503]);
            assert.equal(running.upstream.calls.length, 3);
        });

        it("count a percentage of all calls", async () => {
            backend("model", breaker({ percentage: 50 }));
            answers(200, 200, 500, 500, 200);
            assert.deepEqual(await statuses(5), [200, 200, 500, 500, 503]);
        });

        it("stay away as long as Retry-After says, if the rule accepts it", async () => {
            backend("model", breaker({ count: 1 }, { acceptRetryAfter: true }));
            answers([503, "120"], [503, new Date(now + 121_000).toUTCString()], 200);
            await call();
            now += 120_000 - 1;
            assert.equal((await call()).status, 503);
            assert.equal(running.upstream.calls.length, 1);
            now += 1;
            await call();
            assert.equal(running.upstream.calls.length, 2);
            now += 999;
            await call();
            assert.equal(running.upstream.calls.length, 2);
            now += 1;
            assert.equal((await call()).status, 200);
            backend("model", breaker({ count: 1 }));
            answers([503, "120"], 200);
            await call();
            now += 30_000;
            assert.equal((await call()).status, 200);
        });

        it("count calls without an answer if the rule names the reason", async () => {
            const properties = { url: "http://127.0.0.1:1" };
            backend("model", { ...properties, ...breaker({ count: 1 }) });
            assert.deepEqual(await statuses(2), [500, 500]);
            backend("model", { ...properties, ...breaker({ count: 1, errorReasons: ["BackendConnectionFailure"] }) });
            assert.deepEqual(await statuses(2), [500, 503]);
            backend("model", breaker({ count: 1, errorReasons: ["timeout"] }));
            useBackend("model", { backend: '<forward-request timeout-ms="20" />' });
            running.upstream.answer = () => undefined;
            assert.deepEqual(await statuses(2), [500, 503]);
        });

        it("are one's own: another backend goes on", async () => {
            backend("model", breaker({ count: 1 }));
            backend("other", breaker({ count: 1 }));
            answers(500, 200);
            assert.deepEqual(await statuses(2), [500, 503]);
            useBackend("other");
            assert.equal((await call()).status, 200);
        });

        it("let retry look at the 503, and end in on-error", async () => {
            backend("model", breaker({ count: 1 }));
            const condition = "@(context.Response.StatusCode == 503)";
            const handled = '<return-response><set-status code="429" /></return-response>';
            useBackend("model", {
                backend: `<retry condition="${condition}" count="2" interval="0"><forward-request /></retry>`,
                outbound: "<set-body>outbound</set-body>",
                "on-error": `<choose><when condition="${condition}">${handled}</when></choose>`,
            });
            answers(503);
            assert.equal((await running.call("/churn/invocations")).status, 429);
            assert.equal(running.upstream.calls.length, 1);
        });
    });

    describe("in a pool", () => {
        beforeEach(() => {
            for (const name of ["a", "b", "c"]) backend(name, breaker({ count: 1 }));
        });

        function pool(...services: object[]): void {
            running.plane.set("backends/model", "backends", { type: "Pool", pool: { services } });
        }

        const member = (name: string, more: object = {}) => ({
            id: `${running.plane.serviceId}/backends/${name}`,
            ...more,
        });
        const reached = () => running.upstream.calls.splice(0).map(({ url }) => url.split("/")[1]!);

        it("take turns", async () => {
            pool(member("a"), member("b"), { id: "/backends/c" });
            await statuses(6);
            assert.deepEqual(reached(), ["a", "b", "c", "a", "b", "c"]);
        });

        it("get their share by weight, spread over the calls", async () => {
            pool(member("a", { weight: 3 }), member("b", { weight: 1 }), member("c", { weight: 0 }));
            await statuses(8);
            assert.deepEqual(reached(), ["a", "a", "b", "a", "a", "a", "b", "a"]);
        });

        it("are left out while their breaker is open, and come back", async () => {
            pool(member("a"), member("b"));
            answers(500, 200);
            assert.deepEqual(await statuses(4), [500, 200, 200, 200]);
            assert.deepEqual(reached(), ["a", "b", "b", "b"]);
            now += 30_000;
            await statuses(2);
            assert.deepEqual(reached().sort(), ["a", "b"]);
        });

        it("of a lower priority wait until every breaker of a higher one is open", async () => {
            pool(member("a", { priority: 1 }), member("b", { priority: 1 }), member("c", { priority: 2 }));
            answers(500, 500, 200);
            assert.deepEqual(await statuses(4), [500, 500, 200, 200]);
            assert.deepEqual(reached(), ["a", "b", "c", "c"]);
        });

        it("are all busy when every breaker is open", async () => {
            pool(member("a"), member("b"));
            answers(500);
            assert.deepEqual(await statuses(3), [500, 500, 503]);
            assert.deepEqual(reached(), ["a", "b"]);
        });

        it("are chosen anew when a call is tried again", async () => {
            pool(member("a"), member("b"));
            answers(503, 200);
            const condition = "@(context.Response.StatusCode == 503)";
            const forward = '<forward-request buffer-request-body="true" />';
            useBackend("model", {
                backend: `<retry condition="${condition}" count="1" interval="0">${forward}</retry>`,
            });
            assert.equal((await call()).status, 200);
            assert.deepEqual(
                running.upstream.calls.map(({ url, body }) => [url, body]),
                [
                    ["/a/invocations", "in"],
                    ["/b/invocations", "in"],
                ],
            );
        });
    });
});
