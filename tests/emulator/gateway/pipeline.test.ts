import assert from "node:assert/strict";
import { policies, setHeader } from "./policyDocuments";
import { runningGateway } from "./runningGateway";

const keyHeader = "Ocp-Apim-Subscription-Key";

describe("gateway, policies", () => {
    const running = runningGateway();
    beforeEach(() => running.plane.api("churn", { serviceUrl: running.upstream.url }));

    it("send the credential of the named value in place of the caller's own", async () => {
        running.plane.policy(
            "apis/churn",
            policies({ inbound: `<base />${setHeader("Authorization", "Bearer {{token}}")}` }),
        );
        running.plane.set(
            "namedValues/nv1",
            "namedValues",
            { displayName: "token", secret: true },
            { value: "dapi-1" },
        );
        const headers = { authorization: "Bearer mine" };
        await running.call("/churn/invocations", { headers });
        assert.equal(running.received("Authorization"), "Bearer dapi-1");
        running.plane.set("namedValues/nv1", "namedValues", { displayName: "token", value: "dapi-2" });
        await running.call("/churn/invocations", { headers });
        assert.equal(running.received("Authorization"), "Bearer dapi-2");
    });

    it("fail without telling why when the named value is gone", async () => {
        running.plane.policy("apis/churn", policies({ inbound: setHeader("Authorization", "Bearer {{token}}") }));
        const answer = await running.call("/churn/invocations");
        assert.equal(answer.status, 500);
        assert.match(
            answer.body,
            /^\{ "statusCode": 500, "message": "Internal server error", "activityId": "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}" \}$/,
        );
        assert.equal(running.upstream.calls.length, 0);
    });

    it("run from the service to the operation, where base stands", async () => {
        running.plane.product("gold", ["churn"]);
        running.plane.subscription("s", "/products/gold", "right");
        const scopes = { "": "S", "products/gold": "P", "apis/churn": "A", "apis/churn/operations/o0": "O" };
        for (const [scope, mark] of Object.entries(scopes)) {
            const step = setHeader("X-Trace", mark, "append");
            running.plane.policy(scope, policies({ inbound: `<base />${step}`, outbound: `${step}<base />` }));
        }
        const withKey = { headers: { [keyHeader]: "right" } };
        const answer = await running.call("/churn/invocations", withKey);
        assert.equal(running.received("X-Trace"), "S, P, A, O");
        assert.deepEqual(answer.headers["x-trace"], ["O", "A", "P", "S"]);
    });

    it("run a fragment's where it is included, as it is at the call", async () => {
        const fragment = (mark: string) =>
            running.plane.set("policyFragments/mark", "policyFragments", {
                format: "xml",
                value: `<fragment>${setHeader("X-Trace", mark, "append")}</fragment>`,
            });
        fragment("F1");
        const include = '<include-fragment fragment-id="mark" />';
        const inBranch = `<choose><when condition="@(true)">${include}</when></choose>`;
        const own = (mark: string) => setHeader("X-Trace", mark, "append");
        const inbound = `<base />${own("A")}${include}${own("B")}${inBranch}`;
        running.plane.policy("apis/churn", policies({ inbound, outbound: include }));
        const answer = await running.call("/churn/invocations");
        assert.equal(running.received("X-Trace"), "A, F1, B, F1");
        assert.equal(answer.headers["x-trace"], "F1");
        fragment("F2");
        await running.call("/churn/invocations");
        assert.equal(running.received("X-Trace"), "A, F2, B, F2");
    });

    it("cut off outer scopes where base is missing", async () => {
        running.plane.policy("", policies({ inbound: setHeader("X-Outer", "1"), backend: "<forward-request />" }));
        running.plane.policy("apis/churn", policies({ inbound: setHeader("X-Inner", "1") }));
        await running.call("/churn/invocations");
        assert.deepEqual([running.received("X-Outer"), running.received("X-Inner")], [undefined, "1"]);
    });

    it("leave the product's out for a key of another scope", async () => {
        running.plane.product("gold", ["churn"]);
        running.plane.policy("products/gold", policies({ inbound: setHeader("X-Product", "gold") }));
        running.plane.subscription("s", "/apis/churn", "right");
        await running.call("/churn/invocations", { headers: { [keyHeader]: "right" } });
        assert.equal(running.received("X-Product"), undefined);
    });

    it("set, keep, add to and delete headers as exists-action says", async () => {
        const inbound = ["override", "skip", "append"]
            .map((action) => setHeader(`X-${action}`, "new", action))
            .join("");
        running.plane.policy(
            "apis/churn",
            policies({ inbound: `${inbound}<set-header name="X-delete" exists-action="delete" />` }),
        );
        const headers = { "x-override": "old", "x-skip": "old", "x-append": "old", "x-delete": "old" };
        await running.call("/churn/invocations", { headers });
        assert.deepEqual(
            ["X-override", "X-skip", "X-append", "X-delete"].map((name) => running.received(name)),
            ["new", "old", "old, new", undefined],
        );
    });

    it("make no call when the backend section is empty", async () => {
        running.plane.policy("apis/churn", policies({ backend: "" }));
        assert.equal((await running.call("/churn/invocations")).status, 200);
        assert.equal(running.upstream.calls.length, 0);
    });

    it("answer by themselves with return-response, and end there", async () => {
        const answerNow =
            '<return-response><set-status code="418" reason="Teapot" /><set-header name="Content-Type">' +
            "<value>text/plain</value></set-header><set-body>short {{word}}</set-body></return-response>";
        running.plane.set("namedValues/w", "namedValues", { displayName: "word", value: "and <stout>" });
        running.plane.policy("apis/churn", policies({ inbound: answerNow, outbound: setHeader("X-Late", "1") }));
        const answer = await running.call("/churn/invocations");
        assert.deepEqual([answer.status, answer.body], [418, "short and <stout>"]);
        assert.deepEqual([answer.headers["content-type"], answer.headers["x-late"]], ["text/plain", undefined]);
        assert.equal(running.upstream.calls.length, 0);
    });

    it("send the call elsewhere, and a backend chosen by id stays chosen", async () => {
        running.plane.set("backends/b", "backends", { url: `${running.upstream.url}/by-id` });
        running.plane.policy("", policies({ inbound: '<set-backend-service base-url="http://127.0.0.1:1" />' }));
        const elsewhere = `<set-backend-service base-url="${running.upstream.url}/by-url" />`;
        running.plane.policy("apis/churn", policies({ inbound: `<base />${elsewhere}` }));
        await running.call("/churn/invocations");
        const byId = '<base /><set-backend-service backend-id="b" />';
        running.plane.policy("apis/churn", policies({ inbound: byId + elsewhere }));
        await running.call("/churn/invocations");
        assert.deepEqual(
            running.upstream.calls.map(({ url }) => url),
            ["/by-url/invocations", "/by-id/invocations"],
        );
    });

    it("run on-error for what fails, refused keys and unknown paths included", async () => {
        running.plane.policy("", policies({ "on-error": setHeader("X-Error", "seen") }));
        running.plane.api("down", { serviceUrl: "http://127.0.0.1:1" });
        const answers = [
            await running.call("/nowhere"),
            await running.call("/churn/invocations", { headers: { [keyHeader]: "wrong" } }),
            await running.call("/down/invocations"),
        ];
        assert.deepEqual(
            answers.map(({ status, headers }) => [status, headers["x-error"]]),
            [
                [404, "seen"],
                [401, "seen"],
                [500, "seen"],
            ],
        );
    });
});
