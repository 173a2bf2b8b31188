import assert from "node:assert/strict";
import { refusalOf, settingsWith } from "./configuration";

const entra = { tenantId: "0b3f8f5c-6f0e-4f7e-9d55-2f3c8f1d7a10", audiences: ["api://models"] };
const endpointOf = (changes: Record<string, unknown>) => settingsWith(changes).endpoints[0]!;
const calls = { count: 100, seconds: 60 };

describe("limits, in the settings", () => {
    it("are none where nothing asks for them", () => {
        assert.deepEqual(endpointOf({}).limits, {});
    });

    it("count by what callers have, unless they say by what", () => {
        const limits = { calls };
        assert.equal(endpointOf({ limits }).limits!.calls!.per, "subscription");
        const withToken = { callers: { subscriptionKey: false, entra }, limits };
        assert.equal(endpointOf(withToken).limits!.calls!.per, "caller");
        const open = { callers: { subscriptionKey: false }, credential: { passthrough: true }, limits };
        assert.equal(endpointOf(open).limits!.calls!.per, "ip");
        assert.equal(endpointOf({ limits: { calls: { ...calls, per: "ip" } } }).limits!.calls!.per, "ip");
    });

    it("are each an endpoint's own, else the stack's", () => {
        const [churn, fraud] = settingsWith({
            limits: { calls, quota: { calls: 1000, period: "day" }, tokens: { perMinute: 500 } },
            endpoints: [
                { name: "churn", limits: { calls: { count: 5, seconds: 1 }, quota: false } },
                { name: "fraud" },
            ],
        }).endpoints;
        assert.deepEqual(churn!.limits, {
            calls: { count: 5, seconds: 1, per: "subscription" },
            tokens: { perMinute: 500, per: "subscription", estimate: false },
        });
        assert.deepEqual(fraud!.limits!.quota, { calls: 1000, seconds: 86_400, per: "subscription" });
    });

    it("take a quota's length in words or in seconds, and a calendar's for tokens", () => {
        const { limits } = endpointOf({
            limits: { quota: { kilobytes: 10, seconds: 300 }, tokens: { quota: 9, period: "month", estimate: true } },
        });
        assert.deepEqual(limits!.quota, { kilobytes: 10, seconds: 300, per: "subscription" });
        assert.deepEqual(limits!.tokens, { quota: 9, period: "Monthly", estimate: true, per: "subscription" });
    });

    const refused: [string, object, RegExp][] = [
        [
            "a window that is too long",
            { calls: { count: 1, seconds: 301 } },
            /limits\.calls\.seconds must be .* 1 to 300/,
        ],
        [
            "no number of calls",
            { calls: { seconds: 60 } },
            /limits\.calls\.count is missing\. Set it to a whole number/,
        ],
        ["no calls at all", { calls: { count: 0, seconds: 60 } }, /limits\.calls\.count must be .* at least 1/],
        [
            "a quota of nothing",
            { quota: { period: "day" } },
            /limits\.quota limits nothing\. Set calls, kilobytes or both/,
        ],
        ["a quota without an end", { quota: { calls: 1 } }, /limits\.quota has no length\. Set period/],
        ["two lengths", { quota: { calls: 1, seconds: 300, period: "day" } }, /quota has both period and seconds/],
        [
            "a quota that is too short",
            { quota: { calls: 1, seconds: 60 } },
            /quota\.seconds must be .*, at least 300, API Management's shortest window/,
        ],
        ["tokens without a number", { tokens: {} }, /limits\.tokens limits nothing/],
        ["a token quota without a period", { tokens: { quota: 1 } }, /limits\.tokens needs both quota and period/],
        [
            "an unknown counter",
            { calls: { ...calls, per: "user" } },
            /limits\.calls\.per must be "subscription", "caller"/,
        ],
    ];
    for (const [what, limits, message] of refused) {
        it(`refuse ${what}`, () => assert.match(refusalOf({ limits }), message));
    }

    it("refuse to count what callers do not have", () => {
        const callers = { subscriptionKey: false };
        const perKey = refusalOf({
            callers: { ...callers, entra },
            limits: { calls: { ...calls, per: "subscription" } },
        });
        assert.match(
            perKey,
            /endpoints\[0\]\.limits\.calls\.per is "subscription", and callers need no subscription key/,
        );
        const perToken = refusalOf({ limits: { calls: { ...calls, per: "caller" } } });
        assert.match(
            perToken,
            /endpoints\[0\]\.limits\.calls\.per is "caller", and callers need no token of Microsoft Entra/,
        );
    });
});

describe("CORS, in the settings", () => {
    it("is for pages that are named, with what models need", () => {
        assert.deepEqual(endpointOf({ cors: { origins: ["https://portal.contoso.example"] } }).cors, {
            origins: ["https://portal.contoso.example"],
            methods: ["GET", "POST"],
            headers: ["*"],
            exposeHeaders: ["Retry-After", "x-correlation-id", "served-model-name"],
            credentials: false,
        });
    });

    it("is none where an object without members stands for it, as by default", () => {
        const { cors, ipFilter } = endpointOf({ cors: {}, ipFilter: {} });
        assert.deepEqual([cors, ipFilter], [undefined, undefined]);
    });

    it("can be turned off for one endpoint", () => {
        const cors = { origins: ["*"] };
        const [churn, fraud] = settingsWith({
            cors,
            endpoints: [{ name: "churn", cors: false }, { name: "fraud" }],
        }).endpoints;
        assert.equal(churn!.cors, undefined);
        assert.deepEqual(fraud!.cors!.origins, ["*"]);
    });

    const refused: [string, object, RegExp][] = [
        ["no origin", { origins: [] }, /cors\.origins lists no origin/],
        ["an origin with a path", { origins: ["https://a.example/"] }, /must be an origin as browsers write it/],
        ["an expression", { origins: ["@(1)"] }, /API Management reads as policy code|must be an origin/],
        ["any beside others", { origins: ["*", "https://a.example"] }, /cors\.origins lists \* together with others/],
        ["any with credentials", { origins: ["*"], credentials: true }, /any page could call as its visitor/],
        ["a method that is none", { origins: ["*"], methods: ["FETCH"] }, /cors\.methods\[0\] must be a method/],
        ["a header that is none", { origins: ["*"], headers: ["a b"] }, /cors\.headers\[0\] must be a header's name/],
    ];
    for (const [what, cors, message] of refused) {
        it(`refuses ${what}`, () => assert.match(refusalOf({ cors }), message));
    }
});

describe("the IP filter, in the settings", () => {
    it("makes ranges of networks, which API Management does not know", () => {
        const allow = ["203.0.113.7", "10.0.0.0/8", "192.0.2.1 - 192.0.2.9", "2001:db8::/32", "2001:DB8::1"];
        assert.deepEqual(endpointOf({ ipFilter: { allow } }).ipFilter, {
            action: "allow",
            ranges: [
                { from: "203.0.113.7", to: "203.0.113.7" },
                { from: "10.0.0.0", to: "10.255.255.255" },
                { from: "192.0.2.1", to: "192.0.2.9" },
                { from: "2001:db8::", to: "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff" },
                { from: "2001:db8::1", to: "2001:db8::1" },
            ],
        });
    });

    const refused: [string, object, RegExp][] = [
        ["both ways", { allow: ["10.0.0.1"], forbid: ["10.0.0.2"] }, /ipFilter must have one of allow and forbid/],
        ["no address", { allow: [] }, /ipFilter\.allow lists no address/],
        ["a name", { allow: ["localhost"] }, /ipFilter\.allow\[0\] must be an address/],
        ["octal numbers", { allow: ["010.0.0.1"] }, /ipFilter\.allow\[0\] must be an address/],
        ["a number", { allow: ["167772161"] }, /ipFilter\.allow\[0\] must be an address/],
        ["a network that is too long", { allow: ["10.0.0.0/33"] }, /ipFilter\.allow\[0\] must be an address/],
        ["an address inside of a network", { forbid: ["10.0.0.5/24"] }, /Write 10\.0\.0\.0\/24, or the address alone/],
        ["a range backwards", { allow: ["10.0.0.9-10.0.0.1"] }, /ipFilter\.allow\[0\] ends before it begins/],
        ["a range of two kinds", { allow: ["10.0.0.1-::1"] }, /goes from an IPv4 address to an IPv6 address/],
        ["three ends", { allow: ["10.0.0.1-10.0.0.2-10.0.0.3"] }, /ipFilter\.allow\[0\] must be an address/],
    ];
    for (const [what, ipFilter, message] of refused) {
        it(`refuses ${what}`, () => assert.match(refusalOf({ ipFilter }), message));
    }
});

describe("tags, in the settings", () => {
    it("are an endpoint's own, else the stack's, with identifiers of their names", () => {
        const [churn, fraud] = settingsWith({
            tags: ["Credit risk"],
            endpoints: [{ name: "churn", tags: [] }, { name: "fraud" }],
        }).endpoints;
        assert.deepEqual(churn!.tags, []);
        assert.deepEqual(fraud!.tags, [{ id: "credit-risk", name: "Credit risk" }]);
    });

    it("refuse two names of one tag, whose the second would be lost", () => {
        const endpoints = [
            { name: "a", tags: ["Credit Risk"] },
            { name: "b", tags: ["credit-risk"] },
        ];
        assert.match(
            refusalOf({ endpoints }),
            /tags: "Credit Risk" \(endpoint "a"\) and "credit-risk" \(endpoint "b"\) are the same tag\. Spell them the same way/,
        );
    });

    it("refuse names that are one, and none", () => {
        assert.match(
            refusalOf({ tags: ["a b", "A-B"] }),
            /tags lists "A-B" and "a b", which are the same tag\. Remove one/,
        );
        const existing = { name: "Risk", id: "Risk", existing: true };
        assert.match(refusalOf({ tags: ["risk", existing] }), /tags lists "Risk" and "risk", which are the same tag/);
        assert.match(refusalOf({ tags: ["#"] }), /tags\[0\] must be a tag's name/);
    });
});

describe("products, in the settings", () => {
    const product = { name: "gold", endpoints: ["churn"] };

    it("are published, without approval, for administrators only, unless they say otherwise", () => {
        assert.deepEqual(settingsWith({ products: [product] }).products, [
            { ...product, published: true, approval: false, groups: [], subscriptions: [] },
        ]);
    });

    const refused: [string, Record<string, unknown>, RegExp][] = [
        [
            "an endpoint that is not published",
            { products: [{ ...product, endpoints: ["fraud"] }] },
            /products\[0\]\.endpoints names "fraud"/,
        ],
        [
            "a flag that is none",
            { products: [{ ...product, deleteSubscriptions: "yes" }] },
            /products\[0\]\.deleteSubscriptions must be true or false/,
        ],
        ["no endpoint", { products: [{ ...product, endpoints: [] }] }, /products\[0\]\.endpoints lists no endpoint/],
        [
            "the same name twice",
            { products: [product, { ...product, name: "Gold" }] },
            /products\[1\]\.name "Gold" is listed already/,
        ],
        [
            "two products of one display name, which may be an identifier",
            { products: [product, { ...product, name: "silver", displayName: "gold" }] },
            /products\[1\]\.displayName "gold" is also that of products\[0\], and Azure allows only one/,
        ],
        [
            "a group that there is not",
            { products: [{ ...product, groups: ["risk"] }] },
            /products\[0\]\.groups names "risk"/,
        ],
        [
            "a group of every service",
            { groups: [{ name: "guests" }] },
            /groups\[0\]\.name is a group that every service has/,
        ],
        [
            "a group that would be changed",
            { groups: [{ name: "g", existing: true, displayName: "G" }] },
            /groups\[0\]\.existing is true/,
        ],
        [
            "another cloud's group",
            { groups: [{ name: "g", externalId: "x" }] },
            /aad:\/\/<tenant>\/groups\/<object id>/,
        ],
        [
            "keys that nobody needs",
            { products: [product], callers: { subscriptionKey: false, entra } },
            /products need subscription keys, and callers\.subscriptionKey: false turns keys off/,
        ],
        [
            "limits by what callers do not have",
            { products: [{ ...product, limits: { calls: { ...calls, per: "caller" } } }] },
            /products\[0\]\.limits\.calls\.per is "caller"/,
        ],
        [
            "a group that is named twice",
            { products: [{ ...product, groups: ["developers", "developers"] }] },
            /products\[0\]\.groups names "developers" twice/,
        ],
        [
            "two subscriptions of one identifier",
            {
                endpoints: [{ name: "churn" }, { name: "gold-team" }],
                products: [{ ...product, subscriptions: ["team"] }],
            },
            /the subscription of the API "gold-team" and the subscription "team" of product "gold" would both be/,
        ],
    ];
    for (const [what, changes, message] of refused) {
        it(`refuse ${what}`, () => assert.match(refusalOf(changes), message));
    }

    it("may have an endpoint that is found and waits until it is ready, and none that nobody knows", () => {
        const read = (leftOut: string[]) => () =>
            settingsWith(
                { discover: { names: ["*"] }, products: [{ ...product, endpoints: ["fraud"] }] },
                {},
                { discovered: [{ name: "other" }], leftOut },
            );
        assert.doesNotThrow(read(["fraud"]));
        assert.throws(read([]), /products\[0\]\.endpoints names "fraud", which is not published/);
    });

    it("take groups that the stack makes, that every service has, and that are there already", () => {
        const groups = [
            { name: "risk", description: "Risk team" },
            { name: "partners", existing: true },
        ];
        const settings = settingsWith({
            groups,
            products: [{ ...product, groups: ["risk", "partners", "developers", "administrators"] }],
        });
        assert.deepEqual(settings.groups, [
            { name: "risk", displayName: "risk", description: "Risk team", existing: false },
            { name: "partners", displayName: "partners", existing: true },
        ]);
    });
});
