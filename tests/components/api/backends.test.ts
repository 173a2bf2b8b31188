import assert from "node:assert/strict";
import { resilienceOf } from "../../../settings/resilience";
import { duration } from "../../../components/api/backends";
import { churn, declare, ofType, one } from "../declare";
import { existingService } from "../recorder";

const place = { resourceGroupName: "rg-apis", serviceName: "apim-contoso" };
const policyOf = async (endpoint: object) =>
    one((await declare({ endpoints: [{ ...churn, ...endpoint }] })).declared, "ApiPolicy").inputs.value as string;

describe("backend entities", () => {
    for (const preview of [false, true]) {
        it(`have a circuit breaker, and the policy names them, in ${preview ? "a preview" : "an update"}`, async () => {
            const { declared } = await declare({}, preview);
            assert.deepEqual(one(declared, "Backend").inputs, {
                ...place,
                backendId: "serving-churn",
                url: "https://adb-1.2.azuredatabricks.net/serving-endpoints/churn",
                protocol: "http",
                circuitBreaker: {
                    rules: [
                        {
                            name: "not-able",
                            failureCondition: {
                                count: 5,
                                interval: "PT1M",
                                statusCodeRanges: [{ min: 502, max: 504 }],
                                errorReasons: ["Timeout", "BackendConnectionFailure"],
                            },
                            tripDuration: "PT30S",
                            acceptRetryAfter: true,
                        },
                    ],
                },
            });
            assert.match(
                one(declared, "ApiPolicy").inputs.value,
                /<set-backend-service backend-id="serving-churn" \/>/,
            );
        });
    }

    it("are not declared where nothing but an address is asked for", async () => {
        const resilience = resilienceOf({ circuitBreaker: false });
        const { declared } = await declare({ endpoints: [{ ...churn, resilience }] });
        assert.deepEqual(ofType(declared, "Backend"), []);
        assert.doesNotMatch(one(declared, "ApiPolicy").inputs.value, /set-backend-service/);
    });

    it("have no circuit breaker in the tier that has none", async () => {
        const before = existingService.sku.name;
        existingService.sku.name = "Consumption";
        try {
            const { declared } = await declare({});
            assert.equal(one(declared, "Backend").inputs.circuitBreaker, undefined);
        } finally {
            existingService.sku.name = before;
        }
    });

    it("are one for each member of a pool, and one for the pool, which calls go to", async () => {
        const pool = [
            { endpoint: "churn", priority: 1, weight: 3 },
            { endpoint: "churn", workspaceHost: "https://adb-3.4.azuredatabricks.net", priority: 2, weight: 1 },
        ];
        const { declared } = await declare({ endpoints: [{ ...churn, pool }] });
        const [first, second, whole] = ofType(declared, "Backend").map(({ inputs }) => inputs);
        assert.deepEqual(
            [first!.url, second!.url],
            ["https://adb-1.2.azuredatabricks.net", "https://adb-3.4.azuredatabricks.net"].map(
                (host) => `${host}/serving-endpoints/churn`,
            ),
        );
        const { failureCondition } = first!.circuitBreaker.rules[0];
        assert.deepEqual([failureCondition.count, failureCondition.statusCodeRanges[0]], [1, { min: 429, max: 429 }]);
        assert.equal(whole!.type, "Pool");
        assert.deepEqual(
            whole!.pool.services.map(({ priority, weight }: any) => [priority, weight]),
            [
                [1, 3],
                [2, 1],
            ],
        );
        assert.match(one(declared, "ApiPolicy").inputs.value, /backend-id="serving-churn-pool"/);
    });

    it("keep their names when a pool gets another order or another member", async () => {
        const members = ["a", "b", "c"].map((endpoint) => ({ endpoint, priority: 1, weight: 1 }));
        const idsOf = async (pool: typeof members) => {
            const { declared } = await declare({ endpoints: [{ ...churn, pool }] });
            return Object.fromEntries(ofType(declared, "Backend").map(({ inputs }) => [inputs.url, inputs.backendId]));
        };
        const before = await idsOf(members.slice(0, 2));
        const after = await idsOf(members.toReversed());
        for (const [url, id] of Object.entries(before)) assert.equal(after[url], id);
    });

    it("have names that the service takes, for the longest endpoint too", async () => {
        const name = "a".repeat(63);
        const pool = [{ endpoint: "b".repeat(63), priority: 1, weight: 1 }];
        const { declared } = await declare({ endpoints: [{ ...churn, name, pool }] });
        const ids = ofType(declared, "Backend").map(({ inputs }) => inputs.backendId as string);
        for (const id of ids) assert.match(id, /^[\w-]{1,80}$/);
        assert.equal(new Set(ids).size, ids.length);
    });
});

describe("the calls of an endpoint in its policy", () => {
    it("are as its settings say", async () => {
        const policy = await policyOf({
            resilience: resilienceOf({ retry: { count: 7, longestWait: 4 }, timeout: 42 }),
        });
        assert.match(policy, /86400\) &lt;= 4\)" count="7"/);
        assert.deepEqual(
            [...new Set(policy.match(/forward-request timeout="\d+"/g))],
            ['forward-request timeout="42"'],
        );
    });
});

describe("a mocked endpoint", () => {
    it("is declared without a credential, a backend or a call", async () => {
        const { declared, gateway } = await declare({ credential: undefined, endpoints: [{ ...churn, mock: true }] });
        for (const type of ["NamedValue", "Backend"]) assert.deepEqual(ofType(declared, type), []);
        const policy = one(declared, "ApiPolicy").inputs.value;
        assert.match(policy, /<mock-response status-code="200" content-type="application\/json" \/>/);
        assert.doesNotMatch(policy, /forward-request|Authorization/);
        assert.match(gateway.apis.churn!.calledAs, /^nobody/);
        assert.equal(one(declared, "EndpointSpec").inputs.credential, "none");
    });

    it("leaves the others their credential", async () => {
        const endpoints = [
            { ...churn, mock: true },
            { ...churn, name: "fraud", path: "fraud" },
        ];
        const { declared } = await declare({ endpoints });
        assert.equal(ofType(declared, "NamedValue").length, 1);
        assert.equal(one(declared, "Backend").inputs.backendId, "serving-fraud");
    });
});

describe("a duration", () => {
    const written = {
        PT1S: 1,
        PT30S: 30,
        PT1M: 60,
        PT1M30S: 90,
        PT1H: 3600,
        PT2H5S: 7205,
        P1D: 86_400,
        P1DT1M: 86_460,
    };
    for (const [text, seconds] of Object.entries(written)) {
        it(`of ${seconds} seconds is ${text}`, () => assert.equal(duration(seconds), text));
    }
});
