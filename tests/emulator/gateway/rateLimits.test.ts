import assert from "node:assert/strict";
import { startTenant, type EmulatedTenant } from "../../../emulator/identity/tenant";
import { xmlFromRaw } from "../../../emulator/arm/resources/policyFormat";
import { policies, setHeader } from "./policyDocuments";
import { runningGateway, type Answer } from "./runningGateway";

const keyHeader = "Ocp-Apim-Subscription-Key";

describe("gateway, limits of calls", () => {
    let now: number;
    let caller: string;
    const running = runningGateway(() => ({ now: () => now, callerAddress: () => caller }));
    beforeEach(() => {
        now = 1_700_000_000_000;
        caller = "203.0.113.7";
        running.plane.api("churn", { serviceUrl: running.upstream.url });
    });

    function inbound(element: string, scope = "apis/churn"): void {
        running.plane.policy(scope, xmlFromRaw(policies({ inbound: `<base />${element}` })));
    }

    function byKey(calls: number, attributes = "", key = "@(context.Request.IpAddress)"): string {
        return `<rate-limit-by-key calls="${calls}" renewal-period="60" counter-key="${key}" ${attributes} />`;
    }

    function withKey(key: string, path = "/churn/invocations"): Promise<Answer> {
        return running.call(path, { headers: { [keyHeader]: key } });
    }

    async function statuses(count: number, call = () => running.call("/churn/invocations")): Promise<number[]> {
        const found: number[] = [];
        for (let at = 0; at < count; at++) found.push((await call()).status);
        return found;
    }

    it("refuse what is too much, in the service's own words, and call nobody", async () => {
        inbound(byKey(2));
        assert.deepEqual(await statuses(2), [200, 200]);
        now += 2_400;
        const { status, headers, body } = await running.call("/churn/invocations");
        assert.equal(status, 429);
        assert.equal(body, '{ "statusCode": 429, "message": "Rate limit is exceeded. Try again in 58 seconds." }');
        assert.deepEqual(
            [headers["retry-after"], headers["content-type"], headers["content-length"]],
            ["58", "application/json", "84"],
        );
        assert.equal(running.upstream.calls.length, 2);
    });

    it("let the window slide: each call makes room when it is old enough, and refused ones take none", async () => {
        inbound(byKey(2));
        assert.deepEqual(await statuses(1), [200]);
        now += 20_000;
        assert.deepEqual(await statuses(3), [200, 429, 429]);
        now += 39_999;
        assert.deepEqual(await statuses(1), [429]);
        now += 1;
        assert.deepEqual(await statuses(2), [200, 429]);
        now += 20_000;
        assert.deepEqual(await statuses(2), [200, 429]);
    });

    it("fill a bucket in version 2 of the tiers: after a burst, calls pass one by one", async () => {
        running.plane.service("StandardV2");
        inbound(byKey(3, 'remaining-calls-header-name="Left"'));
        assert.deepEqual(await statuses(4), [200, 200, 200, 429]);
        const { headers, body } = await running.call("/churn/invocations");
        assert.deepEqual([headers["retry-after"], headers.left], ["20", "0"]);
        assert.match(body, /Try again in 20 seconds/);
        now += 20_000;
        assert.deepEqual(await statuses(2), [200, 429]);
        now += 40_000;
        assert.deepEqual(await statuses(3), [200, 200, 429]);
        now += 600_000;
        assert.deepEqual(await statuses(4), [200, 200, 200, 429], "it holds no more than its calls");
    });

    it("count callers apart, whatever headers say", async () => {
        inbound(byKey(1));
        assert.deepEqual(await statuses(2), [200, 429]);
        caller = "203.0.113.8";
        const lying = () => running.call("/churn/invocations", { headers: { "x-forwarded-for": "203.0.113.9" } });
        assert.deepEqual(await statuses(2, lying), [200, 429]);
        assert.equal(running.received("X-Forwarded-For"), "203.0.113.9, 203.0.113.8");
    });

    it("share a counter where the key is the same, which each of the policies adds to", async () => {
        running.plane.api("other", { serviceUrl: running.upstream.url });
        inbound(byKey(3));
        inbound(byKey(3), "apis/other");
        assert.deepEqual(await statuses(1, () => running.call("/other/invocations")), [200]);
        assert.deepEqual(await statuses(3), [200, 200, 429]);
        now += 60_000;
        inbound(byKey(4) + byKey(4));
        assert.deepEqual(await statuses(3), [200, 200, 429]);
    });

    it("keep keys apart that name the API", async () => {
        const key = '@(context.Api.Id + ":" + context.Request.IpAddress)';
        running.plane.api("other", { serviceUrl: running.upstream.url });
        inbound(byKey(1, "", key));
        inbound(byKey(1, "", key), "apis/other");
        assert.deepEqual(await statuses(2), [200, 429]);
        assert.deepEqual(await statuses(2, () => running.call("/other/invocations")), [200, 429]);
    });

    it("tell what is left, in the headers and variables that they are asked for", async () => {
        inbound(
            byKey(
                2,
                'remaining-calls-header-name="X-Left" total-calls-header-name="X-Of" retry-after-header-name="X-Wait" ' +
                    'retry-after-variable-name="wait" remaining-calls-variable-name="left"',
            ),
        );
        const told: unknown[] = [];
        for (let at = 0; at < 3; at++) {
            const { headers } = await running.call("/churn/invocations");
            told.push([headers["x-left"], headers["x-of"], headers["x-wait"], headers["retry-after"]]);
        }
        assert.deepEqual(told, [
            ["1", "2", undefined, undefined],
            ["0", "2", undefined, undefined],
            ["0", "2", "60", undefined],
        ]);
    });

    it("count by the answer where a condition says so, and refuse one call later", async () => {
        inbound(byKey(2, 'increment-condition="@(context.Response.StatusCode == 200)"'));
        running.upstream.answer = (response) => void response.writeHead(400).end();
        assert.deepEqual(await statuses(3), [400, 400, 400]);
        running.upstream.answer = (response) => void response.writeHead(200).end();
        assert.deepEqual(await statuses(3), [200, 200, 429]);
        now += 60_000;
        running.upstream.answer = (response) => void response.writeHead(200).end();
        // Both were let in before one of them was counted.
        const together = await Promise.all([1, 2, 3].map(() => running.call("/churn/invocations")));
        assert.ok(together.filter(({ status }) => status === 200).length >= 2);
        assert.deepEqual(await statuses(1), [429]);
    });

    it("add more than one for a call where the policy says so", async () => {
        inbound(byKey(4, 'increment-count="2"'));
        assert.deepEqual(await statuses(3), [200, 200, 429]);
    });

    it("count subscriptions for themselves, and nothing that comes without one", async () => {
        inbound('<rate-limit calls="1" renewal-period="60" />');
        running.plane.subscription("s1", "/apis", "k1");
        running.plane.subscription("s2", "/apis", "k2");
        assert.deepEqual(await statuses(2, () => withKey("k1")), [200, 429]);
        assert.deepEqual(await statuses(1, () => withKey("k1-2")), [429]);
        assert.deepEqual(await statuses(2, () => withKey("k2")), [200, 429]);
        assert.deepEqual(await statuses(3), [200, 200, 200]);
        now += 60_000;
        assert.deepEqual(await statuses(2, () => withKey("k1")), [200, 429]);
    });

    it("of a product count only with its keys, over all of its APIs", async () => {
        running.plane.api("other", { serviceUrl: running.upstream.url });
        running.plane.product("gold", ["churn", "other"]);
        inbound('<rate-limit calls="2" renewal-period="60" />', "products/gold");
        running.plane.subscription("s1", "/products/gold", "k1");
        running.plane.subscription("s2", "/apis", "k2");
        assert.deepEqual(await statuses(1, () => withKey("k1", "/other/invocations")), [200]);
        assert.deepEqual(await statuses(2, () => withKey("k1")), [200, 429]);
        assert.deepEqual(await statuses(3, () => withKey("k2")), [200, 200, 200]);
    });

    it("of an API and of an operation count apart from those of a product", async () => {
        running.plane.api("churn", { serviceUrl: running.upstream.url }, ["POST /invocations", "GET /health"]);
        running.plane.product("gold", ["churn"]);
        running.plane.subscription("s1", "/products/gold", "k1");
        inbound('<rate-limit calls="3" renewal-period="60" />', "products/gold");
        inbound('<rate-limit calls="2" renewal-period="60" />');
        inbound('<rate-limit calls="1" renewal-period="60" />', "apis/churn/operations/o1");
        const health = () => running.call("/churn/health", { method: "GET", headers: { [keyHeader]: "k1" } });
        assert.deepEqual(await statuses(1, health), [200]);
        assert.deepEqual(await statuses(2, () => withKey("k1")), [200, 429]);
    });

    it("are seen by on-error, like every refusal", async () => {
        running.plane.policy("", policies({ "on-error": setHeader("X-Error", "seen") }));
        inbound(byKey(1));
        assert.deepEqual(await statuses(1), [200]);
        const { status, headers } = await running.call("/churn/invocations");
        assert.deepEqual([status, headers["x-error"], headers["retry-after"]], [429, "seen", "60"]);
    });

    it("fail the call where the key cannot be told", async () => {
        inbound(byKey(1, "", "@(context.Subscription.Id)"));
        assert.deepEqual(await statuses(2), [500, 500]);
        inbound(byKey(1, "", '@(context.Subscription?.Id ?? "anonymous")'));
        assert.deepEqual(await statuses(2), [200, 429]);
        running.plane.subscription("s1", "/apis", "k1");
        assert.deepEqual(await statuses(2, () => withKey("k1")), [200, 429]);
    });

    it("let no more in at a time than limit-concurrency says, and make room when one is through", async () => {
        const policy = '<limit-concurrency key="all" max-count="1"><forward-request /></limit-concurrency>';
        running.plane.policy("apis/churn", policies({ backend: policy }));
        const arrived = new Promise<() => void>((resolve) => {
            running.upstream.answer = (response) => resolve(() => response.end());
        });
        const first = running.call("/churn/invocations");
        const finish = await arrived;
        const { status, body } = await running.call("/churn/invocations");
        assert.deepEqual([status, body], [429, '{ "statusCode": 429, "message": "Too Many Requests" }']);
        finish();
        assert.equal((await first).status, 200);
        running.upstream.answer = (response) => void response.end();
        assert.deepEqual(await statuses(2), [200, 200]);
    });
});

describe("gateway, limits by who a token is for", () => {
    let now: number;
    let tenant: EmulatedTenant;
    beforeEach(async () => {
        now = 1_700_000_000_000;
        tenant = await startTenant({ now: () => now });
    });
    const running = runningGateway(() => ({ now: () => now, authority: tenant.url }));
    afterEach(() => tenant.close());

    it("count by a claim of the token that was found good", async () => {
        running.plane.api("churn", { serviceUrl: running.upstream.url });
        const key = '@(context.Api.Id + ":" + ((Jwt)context.Variables["caller"]).Claims.GetValueOrDefault("oid", ""))';
        const policy =
            `<validate-azure-ad-token tenant-id="${tenant.tenantId}" output-token-variable-name="caller" />` +
            `<rate-limit-by-key calls="1" renewal-period="60" counter-key="${key}" />`;
        running.plane.policy("apis/churn", xmlFromRaw(policies({ inbound: policy })));
        const call = async (token: string): Promise<number> =>
            (await running.call("/churn/invocations", { headers: { authorization: `Bearer ${token}` } })).status;
        const tokens = await Promise.all(
            ["ada", "bob"].map((oid) => tenant.issueToken({ audience: "api://models", oid, appid: "app" })),
        );
        const found: number[] = [];
        for (const token of [tokens[0]!, tokens[0]!, tokens[1]!, tokens[1]!]) found.push(await call(token));
        assert.deepEqual(found, [200, 429, 200, 429]);
    });
});
