import assert from "node:assert/strict";
import { refusalOf, settingsWith } from "./configuration";

const endpointOf = (changes: Record<string, unknown>) => settingsWith(changes).endpoints[0]!;
const withPool = (pool: object[], more: object = {}) => ({ endpoints: [{ name: "churn", pool, ...more }] });

describe("what the gateway does where an endpoint cannot answer, in the settings", () => {
    it("is safe where the stack says nothing", () => {
        assert.deepEqual(endpointOf({}).resilience, {
            retry: { count: 2, longestWait: 10 },
            circuitBreaker: { seconds: 60, trip: 30, asked: false },
            timeout: 300,
        });
    });

    it("is what an endpoint says, member by member, else what the stack says", () => {
        const resilience = { retry: { count: 5 }, circuitBreaker: false, timeout: 60 };
        const own = { retry: { longestWait: 3 }, circuitBreaker: { failures: 9 } };
        const [churn, fraud] = settingsWith({
            resilience,
            endpoints: [{ name: "churn", resilience: own }, { name: "fraud" }],
        }).endpoints;
        assert.deepEqual(churn!.resilience, {
            retry: { count: 5, longestWait: 3 },
            circuitBreaker: { failures: 9, seconds: 60, trip: 30, asked: true },
            timeout: 60,
        });
        assert.deepEqual(fraud!.resilience, {
            retry: { count: 5, longestWait: 10 },
            circuitBreaker: false,
            timeout: 60,
        });
    });

    it("can be nothing, for one endpoint too", () => {
        const { retry, circuitBreaker } = endpointOf({
            resilience: { circuitBreaker: { failures: 3 } },
            endpoints: [{ name: "churn", resilience: { retry: false, circuitBreaker: false } }],
        }).resilience;
        assert.deepEqual([retry, circuitBreaker], [false, false]);
    });

    const refused: { what: string; changes: Record<string, unknown>; says: RegExp }[] = [
        {
            what: "more repetitions than API Management makes",
            changes: { resilience: { retry: { count: 51 } } },
            says: /resilience\.retry\.count must be a whole number from 1 to 50/,
        },
        {
            what: "a wait that is no number",
            changes: { endpoints: [{ name: "churn", resilience: { retry: { longestWait: "1m" } } }] },
            says: /endpoints\[0\]\.resilience\.retry\.longestWait must be a whole number of seconds from 0 to 300/,
        },
        {
            what: "a breaker that opens at once",
            changes: { resilience: { circuitBreaker: { failures: 0 } } },
            says: /circuitBreaker\.failures must be a whole number from 1 to 10000/,
        },
        {
            what: "waiting longer than Databricks works",
            changes: { resilience: { timeout: 301 } },
            says: /resilience\.timeout must be a whole number of seconds from 1 to 300/,
        },
        {
            what: "a retry that is turned on with a word",
            changes: { resilience: { retry: true } },
            says: /resilience\.retry must be an object/,
        },
        { what: "a setting that is none", changes: { resilience: { retries: 1 } }, says: /resilience\.retries is not/ },
        {
            what: "a mock that is neither on nor off",
            changes: { mock: "yes" },
            says: /serving-gateway:mock must be true .* or false/,
        },
        { what: "a pool of nobody", changes: withPool([]), says: /pool lists no endpoint/ },
        {
            what: "a member that is listed twice, once with its workspace",
            changes: withPool([
                { endpoint: "churn" },
                { endpoint: "churn", workspaceHost: "https://adb-1.2.azuredatabricks.net/" },
            ]),
            says: /endpoints\[0\]\.pool\[1\] is listed at \[0\] already/,
        },
        {
            what: "a member of another workspace with a token of this one",
            changes: withPool([{ endpoint: "churn", workspaceHost: "https://adb-3.4.azuredatabricks.net" }]),
            says: /pool\[0\]\.workspaceHost is another workspace.*\(credential\.pat\).*managedIdentity or passthrough/,
        },
        {
            what: "a workspace that is no origin",
            changes: withPool([{ endpoint: "churn", workspaceHost: "http://adb-3.4.azuredatabricks.net" }]),
            says: /pool\[0\]\.workspaceHost must be a workspace's origin/,
        },
        {
            what: "the URL of an account in place of a workspace's",
            changes: withPool([{ endpoint: "churn", workspaceHost: "https://contoso.azuredatabricks.net/?o=42" }]),
            says: /pool\[0\]\.workspaceHost is a URL that several workspaces share, of which \?o=42 picks one\. Use the work/,
        },
        {
            what: "priorities without what moves on to the next",
            changes: withPool(
                [
                    { endpoint: "a", priority: 1 },
                    { endpoint: "b", priority: 2 },
                ],
                { resilience: { circuitBreaker: false } },
            ),
            says: /different priorities.*Remove circuitBreaker: false/,
        },
        {
            what: "a pool under paths that only one member has",
            changes: withPool([{ endpoint: "a" }], { routes: "both" }),
            says: /pool spreads calls over endpoints .* routes "both" publishes.*to "stable"/,
        },
        {
            what: "members that all get no share",
            changes: withPool([{ endpoint: "a", weight: 0 }]),
            says: /pool has no member with a weight above 0/,
        },
    ];
    for (const { what, changes, says } of refused) {
        it(`cannot be ${what}`, () => assert.match(refusalOf(changes), says));
    }

    it("can be a pool over workspaces, for who is known in both", () => {
        const pool = [
            { endpoint: "churn", weight: 3 },
            { endpoint: "churn", workspaceHost: "https://adb-3.4.azuredatabricks.net/", priority: 2 },
        ];
        assert.deepEqual(endpointOf(withPool(pool, { credential: { passthrough: true } })).pool, [
            { endpoint: "churn", priority: 1, weight: 3 },
            { endpoint: "churn", workspaceHost: "https://adb-3.4.azuredatabricks.net", priority: 2, weight: 1 },
        ]);
    });
});

describe("mocks in the settings", () => {
    it("need no credential, and are called with none", () => {
        const settings = settingsWith({ mock: true, credential: undefined });
        assert.equal(settings.endpoints[0]!.mock, true);
        assert.equal(settings.credential, undefined);
    });

    it("are one endpoint's where that says so, and the others need a credential", () => {
        const endpoints = [{ name: "churn", mock: true }, { name: "fraud" }];
        assert.deepEqual(
            settingsWith({ endpoints }).endpoints.map(({ mock }) => mock),
            [true, false],
        );
        assert.match(refusalOf({ endpoints, credential: undefined }), /credential\.pat is missing/);
    });

    const unheard: { what: string; member: string; says: object }[] = [
        { what: "a limit of tokens", member: "limits.tokens", says: { limits: { tokens: { perMinute: 500 } } } },
        { what: "a pool", member: "pool", says: { pool: [{ endpoint: "other" }] } },
        { what: "resilience", member: "resilience", says: { resilience: { timeout: 60 } } },
    ];
    for (const { what, member, says } of unheard) {
        it(`are refused where the same entry asks for ${what}, which would do nothing`, () => {
            const message = refusalOf({ endpoints: [{ name: "fraud" }, { name: "churn", mock: true, ...says }] });
            assert.ok(
                message.includes(
                    `serving-gateway:endpoints[1].mock is true, and ${member} of endpoint "churn" has no effect on ` +
                        `generated answers. Remove one of them.`,
                ),
                message,
            );
        });

        it(`may have ${what} where it is the stack that makes them mocks`, () => {
            const settings = settingsWith({ mock: true, endpoints: [{ name: "churn", ...says }] });
            assert.equal(settings.endpoints[0]!.mock, true);
        });
    }

    it("may be one endpoint's where the stack limits tokens and says what else the gateway does, and turn a limit off", () => {
        const stack = { limits: { tokens: { perMinute: 500 } }, resilience: { timeout: 60 } };
        const endpoints = [{ name: "churn", mock: true, limits: { tokens: false, calls: { count: 5, seconds: 1 } } }];
        assert.equal(settingsWith({ ...stack, endpoints }).endpoints[0]!.mock, true);
    });

    it("may be open to anybody, as nothing is behind them", () => {
        const callers = { subscriptionKey: false };
        assert.equal(settingsWith({ mock: true, callers }).callers.subscriptionKey, undefined);
        assert.match(refusalOf({ callers }), /lets anybody call "churn"/);
    });
});
