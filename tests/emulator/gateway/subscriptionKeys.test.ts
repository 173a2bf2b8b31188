import assert from "node:assert/strict";
import { policies, setHeader } from "./policyDocuments";
import { runningGateway, type Answer } from "./runningGateway";

const missing =
    '{ "statusCode": 401, "message": "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API." }';
const wrong =
    '{ "statusCode": 401, "message": "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription." }';
const keyHeader = "Ocp-Apim-Subscription-Key";

describe("gateway, subscription keys", () => {
    const running = runningGateway();
    beforeEach(() => running.plane.api("churn", { serviceUrl: running.upstream.url, subscriptionRequired: true }));

    function withKey(key: string): Promise<Answer> {
        return running.call("/churn/invocations", { headers: { [keyHeader]: key } });
    }

    it("are missed with the service's own words and challenge", async () => {
        const answer = await running.call("/churn/invocations");
        assert.deepEqual([answer.status, answer.body], [401, missing]);
        assert.equal(answer.headers["content-length"], "152");
        assert.equal(answer.headers["content-type"], "application/json");
        const host = new URL(running.gateway.url).host;
        const challenge = `AzureApiManagementKey realm="https://${host}/churn",name="${keyHeader}",type="header"`;
        assert.equal(answer.headers["www-authenticate"], challenge);
    });

    it("are refused with the service's own words when nothing knows them", async () => {
        running.plane.subscription("s", "/apis", "right");
        const answer = await withKey("wrong");
        assert.deepEqual([answer.status, answer.body], [401, wrong]);
        assert.equal(answer.headers["content-length"], "143");
        assert.match(String(answer.headers["www-authenticate"]), /^AzureApiManagementKey realm=/);
        assert.equal(running.upstream.calls.length, 0);
    });

    it("open what their scope holds", async () => {
        running.plane.api("other", { serviceUrl: running.upstream.url });
        running.plane.product("gold", ["churn"], { state: "notPublished" });
        running.plane.product("empty", ["other"]);
        const scopes: [string, number][] = [
            ["/", 200],
            [running.plane.serviceId, 200],
            ["/apis", 200],
            [`${running.plane.serviceId}/apis`, 200],
            ["/apis/CHURN", 200],
            [`${running.plane.serviceId.toUpperCase()}/apis/churn`, 200],
            ["/apis/other", 401],
            ["/products/gold", 200],
            [`${running.plane.serviceId}/products/gold`, 200],
            ["/products/empty", 401],
            ["/products/gone", 401],
        ];
        for (const [scope, status] of scopes) {
            running.plane.subscription("s", scope, "right");
            assert.equal((await withKey("right")).status, status, scope);
        }
    });

    it("come in two, and only active ones count", async () => {
        running.plane.subscription("s", "/apis/churn", "right");
        assert.equal((await withKey("right-2")).status, 200);
        for (const state of ["suspended", "submitted", "cancelled", "expired", "rejected"]) {
            running.plane.subscription("s", "/apis/churn", "right", state);
            assert.equal((await withKey("right")).body, wrong, state);
        }
    });

    it("are looked for in the header, and in the query only without one", async () => {
        running.plane.subscription("s", "/apis/churn", "right");
        assert.equal((await running.call("/churn/invocations?subscription-key=right")).status, 200);
        const both = await running.call("/churn/invocations?subscription-key=right", {
            headers: { [keyHeader]: "wrong" },
        });
        assert.equal(both.body, wrong);
    });

    it("go by the names that the API gives them", async () => {
        const names = { header: "X-Key", query: "key" };
        running.plane.api("churn", {
            subscriptionRequired: true,
            serviceUrl: running.upstream.url,
            subscriptionKeyParameterNames: names,
        });
        running.plane.subscription("s", "/apis/churn", "right");
        const old = await withKey("right");
        assert.equal(old.body, missing);
        assert.match(String(old.headers["www-authenticate"]), /,name="X-Key",type="header"$/);
        assert.equal((await running.call("/churn/invocations", { headers: { "x-key": "right" } })).status, 200);
        assert.equal((await running.call("/churn/invocations?key=right")).status, 200);
    });

    it("must be good even where none is needed", async () => {
        running.plane.api("open", { serviceUrl: running.upstream.url });
        assert.equal((await running.call("/open/invocations")).status, 200);
        assert.equal((await running.call("/open/invocations", { headers: { [keyHeader]: "wrong" } })).body, wrong);
    });

    it("are not needed for an API of an open product", async () => {
        running.plane.product("open", ["churn"], { subscriptionRequired: false });
        running.plane.policy("products/open", policies({ outbound: setHeader("X-Product", "open") }));
        const answer = await running.call("/churn/invocations");
        assert.deepEqual([answer.status, answer.headers["x-product"]], [200, "open"]);
    });

    it("reach the backend, unless a policy removes them", async () => {
        running.plane.subscription("s", "/apis/churn", "right");
        await withKey("right");
        running.plane.policy(
            "apis/churn",
            policies({ inbound: `<base /><set-header name="${keyHeader}" exists-action="delete" />` }),
        );
        await withKey("right");
        const remove = '<set-query-parameter name="subscription-key" exists-action="delete" />';
        running.plane.policy("apis/churn", policies({ inbound: remove }));
        await running.call("/churn/invocations?a=1&subscription-key=right");
        assert.deepEqual(
            running.upstream.calls.map(({ headers, url }) => [headers[keyHeader.toLowerCase()], url]),
            [
                ["right", "/invocations"],
                [undefined, "/invocations"],
                [undefined, "/invocations?a=1"],
            ],
        );
    });
});
