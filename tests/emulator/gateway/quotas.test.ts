import assert from "node:assert/strict";
import { xmlFromRaw } from "../../../emulator/arm/resources/policyFormat";
import { policies } from "./policyDocuments";
import { runningGateway, type Answer } from "./runningGateway";

const hour = 3_600_000;

describe("gateway, quotas", () => {
    let now: number;
    let caller: string;
    const running = runningGateway(() => ({ now: () => now, callerAddress: () => caller }));
    beforeEach(() => {
        now = Date.parse("2026-11-23T13:34:47Z");
        caller = "203.0.113.7";
        running.plane.api("churn", { serviceUrl: running.upstream.url });
        running.plane.product("gold", ["churn"]);
        running.plane.subscription("s1", "/products/gold", "k1");
        running.plane.subscription("s2", "/products/gold", "k2");
        running.plane.subscription("s3", "/apis", "k3");
    });

    function inbound(element: string, scope: string): void {
        running.plane.policy(scope, xmlFromRaw(policies({ inbound: `<base />${element}` })));
    }

    function byKey(attributes: string, key = "@(context.Request.IpAddress)"): string {
        return `<quota-by-key counter-key="${key}" ${attributes} />`;
    }

    function withKey(key: string, body = ""): Promise<Answer> {
        return running.call("/churn/invocations", { headers: { "Ocp-Apim-Subscription-Key": key }, body });
    }

    async function statuses(count: number, call = () => running.call("/churn/invocations")): Promise<number[]> {
        const found: number[] = [];
        for (let at = 0; at < count; at++) found.push((await call()).status);
        return found;
    }

    it("refuse what is too much, in the service's own words, until the period is over", async () => {
        inbound(byKey('calls="2" renewal-period="86400"'), "apis/churn");
        assert.deepEqual(await statuses(2), [200, 200]);
        const { status, headers, body } = await running.call("/churn/invocations");
        assert.equal(status, 403);
        assert.equal(
            body,
            '{ "statusCode": 403, "message": "Out of call volume quota. Quota will be replenished in 10:25:13." }',
        );
        assert.deepEqual(
            [headers["retry-after"], headers["content-type"]],
            [String(10 * 3600 + 25 * 60 + 13), "application/json"],
        );
        now = Date.parse("2026-11-23T23:59:59.999Z");
        assert.deepEqual(await statuses(1), [403]);
        now += 1;
        assert.deepEqual(await statuses(3), [200, 200, 403]);
    });

    it("tell days apart from hours", async () => {
        inbound(byKey('calls="0" renewal-period="604800" first-period-start="2026-11-20T00:00:00Z"'), "apis/churn");
        assert.match((await running.call("/churn/invocations")).body, /replenished in 3\.10:25:13\." }$/);
    });

    it("start their periods when they are told to", async () => {
        inbound(byKey('calls="1" renewal-period="3600" first-period-start="2030-01-01T00:35:00Z"'), "apis/churn");
        assert.deepEqual(await statuses(2), [200, 403]);
        now = Date.parse("2026-11-23T13:35:00Z");
        assert.deepEqual(await statuses(2), [200, 403]);
    });

    it("may be for ever", async () => {
        inbound(byKey('calls="1" renewal-period="0"'), "apis/churn");
        assert.deepEqual(await statuses(1), [200]);
        now += 1000 * 24 * hour;
        const { status, body, headers } = await running.call("/churn/invocations");
        assert.deepEqual([status, body], [403, '{ "statusCode": 403, "message": "Out of call volume quota." }']);
        assert.equal(headers["retry-after"], undefined);
    });

    it("count callers apart", async () => {
        inbound(byKey('calls="1" renewal-period="3600"'), "apis/churn");
        assert.deepEqual(await statuses(2), [200, 403]);
        caller = "203.0.113.8";
        assert.deepEqual(await statuses(2), [200, 403]);
    });

    it("count a call once for a key, however many policies name it", async () => {
        inbound(byKey('calls="2" renewal-period="3600"', "all"), "");
        inbound(byKey('calls="2" renewal-period="3600"', "all"), "apis/churn");
        assert.deepEqual(await statuses(3), [200, 200, 403]);
    });

    it("count kilobytes, of what comes and of what goes", async () => {
        inbound(byKey('bandwidth="3" renewal-period="3600"'), "apis/churn");
        running.upstream.answer = (response) => response.end("r".repeat(1024));
        const call = () => running.call("/churn/invocations", { body: "b".repeat(1024) });
        assert.deepEqual(await statuses(2, call), [200, 200]);
        const { status, body } = await call();
        assert.equal(status, 403);
        assert.match(
            body,
            /^\{ "statusCode": 403, "message": "Out of bandwidth quota\. Quota will be replenished in 00:/,
        );
        now += hour;
        assert.deepEqual(await statuses(1, call), [200]);
    });

    it("count what is sent in chunks, and do not change it", async () => {
        inbound(byKey('bandwidth="2" renewal-period="3600"'), "apis/churn");
        running.upstream.answer = (response) => {
            response.write("one,");
            response.end("two");
        };
        const chunked = () =>
            running.call("/churn/invocations", {
                body: (async function* () {
                    yield Buffer.from("a".repeat(1500));
                    yield Buffer.from("b".repeat(1000));
                })() as never,
            });
        assert.equal((await chunked()).body, "one,two");
        assert.equal(running.upstream.calls[0]!.body, "a".repeat(1500) + "b".repeat(1000));
        assert.deepEqual(await statuses(1), [403]);
    });

    it("count by the answer where a condition says so", async () => {
        const condition = "@(context.Response.StatusCode >= 200 && context.Response.StatusCode < 400)";
        inbound(byKey(`calls="1" renewal-period="3600" increment-condition="${condition}"`), "apis/churn");
        running.upstream.answer = (response) => void response.writeHead(500).end();
        assert.deepEqual(await statuses(2), [500, 500]);
        running.upstream.answer = (response) => void response.writeHead(200).end();
        assert.deepEqual(await statuses(2), [200, 403]);
    });

    it("of a product count its subscriptions apart, and no others", async () => {
        inbound('<quota calls="2" renewal-period="3600" />', "products/gold");
        assert.deepEqual(await statuses(3, () => withKey("k1")), [200, 200, 403]);
        assert.deepEqual(await statuses(3, () => withKey("k2")), [200, 200, 403]);
        assert.deepEqual(await statuses(3, () => withKey("k3")), [200, 200, 200]);
        assert.deepEqual(await statuses(3), [200, 200, 200]);
    });

    it("of a product begin their periods with the subscription", async () => {
        const entity = running.plane.store.get(`${running.plane.serviceId}/subscriptions/s1`)!;
        entity.properties.createdDate = "2026-11-23T13:00:00Z";
        inbound('<quota calls="1" renewal-period="7200" />', "products/gold");
        assert.deepEqual(await statuses(1, () => withKey("k1")), [200]);
        const { body, headers } = await withKey("k1");
        assert.match(body, /Quota will be replenished in 01:25:13\."/);
        assert.equal(headers["retry-after"], "5113");
        now = Date.parse("2026-11-23T15:00:00Z");
        assert.deepEqual(await statuses(2, () => withKey("k1")), [200, 403]);
    });

    it("of a product count kilobytes too", async () => {
        inbound('<quota calls="10" bandwidth="1" renewal-period="3600" />', "products/gold");
        assert.equal((await withKey("k1", "b".repeat(2000))).status, 200);
        assert.match((await withKey("k1")).body, /"Out of bandwidth quota\. /);
    });
});
