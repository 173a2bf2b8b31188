import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startTestArm, type TestArm } from "./testArm";

describe("backends of an API Management service", () => {
    let arm: TestArm;
    before(async () => {
        arm = await startTestArm();
    });
    after(() => arm.close());

    const single = { url: "https://example.com", protocol: "http" };
    const put = (name: string, properties: object) =>
        arm.call("PUT", `${arm.service}/backends/${name}`, { properties });
    const reason = (body: any) => body.error.details[0].message as string;
    const breaker = (rule: object, condition: object = {}) => ({
        rules: [
            {
                name: "r",
                failureCondition: {
                    count: 3,
                    interval: "PT1M",
                    statusCodeRanges: [{ min: 502, max: 504 }],
                    ...condition,
                },
                tripDuration: "PT30S",
                ...rule,
            },
        ],
    });

    it("are written by the command that the documentation has for content safety", async () => {
        const guide = readFileSync(join(__dirname, "../../../docs/governance.md"), "utf8");
        const [, url, body] = /az rest --method put --url "(.*\/backends\/.*)" --body '([^']*)'/.exec(guide)!;
        const path = url!.replace("<resource id of the service>", arm.service);
        const written = await arm.call("PUT", path, JSON.parse(body!.replaceAll("<name>", "cs-contoso")));
        assert.equal(written.status, 201, JSON.stringify(written.body));
        const { url: address, credentials } = written.body.properties;
        assert.equal(address, "https://cs-contoso.cognitiveservices.azure.com");
        assert.deepEqual(credentials.managedIdentity, { resource: "https://cognitiveservices.azure.com" });
    });

    it("need an address and a protocol, unless they are pools", async () => {
        const { status, body } = await put("b", {});
        const targets = body.error.details.map(({ target }: { target: string }) => target);
        assert.deepEqual([status, targets], [400, ["url", "protocol"]]);
    });

    it("keep one circuit breaker rule as it was sent", async () => {
        const circuitBreaker = breaker({ acceptRetryAfter: true });
        const { status, body } = await put("broken", { ...single, circuitBreaker });
        assert.deepEqual([status, body.properties.circuitBreaker], [201, circuitBreaker]);
    });

    for (const [what, circuitBreaker, expected] of [
        ["two rules", { rules: [...breaker({}).rules, ...breaker({}).rules] }, /Only one/],
        ["a trip duration in seconds", breaker({ tripDuration: "30" }), /tripDuration: Value should be a duration/],
        ["an empty duration", breaker({ tripDuration: "PT" }), /tripDuration: Value should be a duration/],
        [
            "a status code beyond 599",
            breaker({}, { statusCodeRanges: [{ min: 500, max: 600 }] }),
            /between 200 and 599/,
        ],
        ["a count as a text", breaker({}, { count: "3" }), /count: Value should be of type number/],
        ["a count and a percentage", breaker({}, { percentage: 10 }), /either 'count' or 'percentage'/],
        ["no failure to count", breaker({}, { statusCodeRanges: undefined }), /'statusCodeRanges' or 'errorReasons'/],
        ["a member that there is not", breaker({ retry: true }), /Could not find member 'retry'/],
    ] as const) {
        it(`refuse a circuit breaker with ${what}`, async () => {
            const { status, body } = await put("wrong", { ...single, circuitBreaker });
            assert.deepEqual([status, body.error.details[0].target], [400, "circuitBreaker"]);
            assert.match(reason(body), expected);
        });
    }

    it("have no breakers in the Consumption tier, and pools as everywhere", async () => {
        const service = `${arm.service.slice(0, arm.service.lastIndexOf("/"))}/apim-consumption`;
        await arm.call("PUT", service, {
            location: "westeurope",
            sku: { name: "Consumption", capacity: 0 },
            properties: { publisherEmail: "a@example.com", publisherName: "A" },
        });
        const at = (name: string, properties: object) => arm.call("PUT", `${service}/backends/${name}`, { properties });
        assert.match(reason((await at("b", { ...single, circuitBreaker: breaker({}) })).body), /Consumption/);
        assert.equal((await at("b", single)).status, 201);
        const pool = { services: [{ id: `${service}/backends/b` }] };
        assert.equal((await at("p", { type: "Pool", pool })).status, 201);
    });

    it("form pools of backends that exist, by either form of their ids", async () => {
        await put("one", single);
        await put("two", single);
        const services = [{ id: "/backends/one", priority: 1, weight: 3 }, { id: `${arm.service}/backends/two` }];
        const { status, body } = await put("pool", { type: "Pool", pool: { services } });
        assert.equal(status, 201);
        const ids = body.properties.pool.services.map(({ id }: { id: string }) => id);
        assert.deepEqual(ids, [`${arm.service}/backends/one`, `${arm.service}/backends/two`]);
    });

    for (const [what, services, expected] of [
        ["a backend that is not there", [{ id: "/backends/none" }], /'\/backends\/none' could not be found/],
        ["another pool", [{ id: "/backends/pool" }], /cannot be nested/],
        ["a weight above 100", [{ id: "/backends/one", weight: 101 }], /between 0 and 100/],
        ["the same backend twice", [{ id: "/backends/one" }, { id: "/backends/ONE" }], /more than once/],
        ["nothing", [], /shorter than 1/],
    ] as const) {
        it(`form no pool of ${what}`, async () => {
            const { status, body } = await put("other", { type: "Pool", pool: { services } });
            assert.deepEqual([status, body.error.details[0].target], [400, "pool"]);
            assert.match(reason(body), expected);
        });
    }

    it("cannot be deleted while a pool or a policy uses them", async () => {
        const one = await arm.call("DELETE", `${arm.service}/backends/one`);
        assert.equal(one.status, 400);
        assert.match(one.body.error.message, /Backend 'one' is used by[^]*\/backends\/pool/);
        await arm.call("PUT", `${arm.service}/apis/a`, { properties: { path: "a" } });
        const value = '<policies><inbound><set-backend-service backend-id="pool" /></inbound></policies>';
        await arm.call("PUT", `${arm.service}/apis/a/policies/policy`, { properties: { value, format: "rawxml" } });
        const pool = await arm.call("DELETE", `${arm.service}/backends/pool`);
        assert.match(pool.body.error.message, /Backend 'pool' is used by[^]*\/apis\/a\/policies\/policy/);
    });

    it("refer to named values that exist, which then cannot be deleted", async () => {
        const credentials = { header: { authorization: ["Bearer {{pat}}"] } };
        const missing = await put("named", { ...single, credentials });
        assert.equal(reason(missing.body), "Cannot find a property 'pat'");
        const pat = `${arm.service}/namedValues/n`;
        await arm.call("PUT", pat, { properties: { displayName: "pat", value: "dapi", secret: true } });
        const { status, body } = await put("named", { ...single, credentials });
        assert.deepEqual([status, body.properties.credentials], [201, credentials]);
        assert.match((await arm.call("DELETE", pat)).body.error.message, /is used by[^]*\/backends\/named/);
    });
});
