import assert from "node:assert/strict";
import type { Dispatcher } from "undici";
import { policies, setHeader } from "./policyDocuments";
import { runningGateway } from "./runningGateway";

const notFound = '{ "statusCode": 404, "message": "Resource not found" }';

describe("gateway, routing", () => {
    const running = runningGateway();
    it("sends the rest of the path and the query to the service URL", async () => {
        running.plane.api("churn", {
            path: "models/churn",
            serviceUrl: `${running.upstream.url}/serving-endpoints/churn/`,
        });
        const answer = await running.call("/models/churn/invocations?a=1&b=%20", { body: '{"rows":[]}' });
        assert.deepEqual([answer.status, answer.body], [200, '{"predictions":[1]}']);
        assert.equal(running.upstream.calls[0]!.url, "/serving-endpoints/churn/invocations?a=1&b=%20");
        assert.equal(running.upstream.calls[0]!.body, '{"rows":[]}');
        assert.equal(running.upstream.calls[0]!.headers.host, new URL(running.upstream.url).host);
    });

    it("answers 404 for an unknown path and for a wrong method alike", async () => {
        running.plane.api("churn", { serviceUrl: running.upstream.url });
        const places: [string, string][] = [
            ["POST", "/other"],
            ["POST", "/churn/other"],
            ["POST", "/churnx/invocations"],
            ["POST", "/churn/invocations/more"],
            ["GET", "/churn/invocations"],
            ["POST", "/%zz"],
        ];
        for (const [method, path] of places) {
            const answer = await running.call(path, { method: method as Dispatcher.HttpMethod });
            assert.deepEqual([answer.status, answer.body], [404, notFound], path);
            assert.equal(answer.headers["content-type"], "application/json");
        }
        assert.equal(running.upstream.calls.length, 0);
    });

    it("takes the longest API path, whatever its case", async () => {
        running.plane.api("models", { serviceUrl: `${running.upstream.url}/outer` }, ["POST /*"]);
        running.plane.api("churn", { path: "models/churn", serviceUrl: `${running.upstream.url}/inner` });
        await running.call("/Models/CHURN/invocations");
        await running.call("/models/other/invocations");
        assert.deepEqual(
            running.upstream.calls.map(({ url }) => url),
            ["/inner/invocations", "/outer/other/invocations"],
        );
    });

    it("prefers literal segments, then parameters, then a wildcard", async () => {
        running.plane.api("a", { serviceUrl: running.upstream.url }, [
            "GET /*",
            "GET /{x}",
            "GET /fixed",
            "GET /q?q={q}",
            "GET /q",
        ]);
        const mark = (operation: number): string => policies({ inbound: setHeader("X-Operation", String(operation)) });
        for (let at = 0; at < 5; at++) running.plane.policy(`apis/a/operations/o${at}`, mark(at));
        for (const path of ["/fixed", "/other", "/other/deep", "/q?q=1", "/q"])
            await running.call(`/a${path}`, { method: "GET" });
        assert.deepEqual(
            running.upstream.calls.map(({ headers }) => headers["x-operation"]),
            ["2", "1", "0", "3", "4"],
        );
    });

    it("does not show an API to https callers that is for http", async () => {
        running.plane.api("churn", { serviceUrl: running.upstream.url, protocols: ["http"] });
        assert.equal((await running.call("/churn/invocations")).body, notFound);
    });
});
