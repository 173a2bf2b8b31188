import assert from "node:assert/strict";
import { refusalOf, settingsWith } from "./configuration";

const before = (fragment: string) => ({ fragment, position: "before" });
const after = (fragment: string) => ({ fragment, position: "after" });

describe("policies of the platform team, in the settings", () => {
    it("are none where nothing names one", () => {
        assert.equal(settingsWith({}).endpoints[0]!.policies, undefined);
        assert.equal(settingsWith({ policies: { inbound: [] } }).endpoints[0]!.policies, undefined);
    });

    it("run before the gateway's unless they say otherwise", () => {
        const { policies } = settingsWith({ policies: { inbound: [{ fragment: "company-logging" }] } }).endpoints[0]!;
        assert.deepEqual(policies, { inbound: [before("company-logging")] });
    });

    it("are the stack's outside of an endpoint's own", () => {
        const [churn, fraud] = settingsWith({
            policies: { outbound: [after("last"), before("first")] },
            endpoints: [
                {
                    name: "churn",
                    policies: { outbound: [before("own"), after("own-last")], onError: [before("failed")] },
                },
                { name: "fraud", policies: false },
            ],
        }).endpoints;
        assert.deepEqual(churn!.policies, {
            outbound: [before("first"), before("own"), after("own-last"), after("last")],
            onError: [before("failed")],
        });
        assert.equal(fraud!.policies, undefined);
    });

    it("are a product's own beside those of its endpoints, but for the call", () => {
        const gold = { name: "gold", endpoints: ["*"], policies: { inbound: [{ fragment: "a" }] } };
        assert.deepEqual(settingsWith({ products: [gold] }).products[0]!.policies, { inbound: [before("a")] });
        const calling = { ...gold, policies: { backend: [{ fragment: "a" }] } };
        assert.match(refusalOf({ products: [calling] }), /products\[0\]\.policies\.backend is not a setting/);
        assert.match(refusalOf({ products: [{ ...gold, existing: true }] }), /policies would change a product/);
    });

    for (const [what, policies, message] of [
        [
            "no identifier",
            { inbound: [{ fragment: "a b" }] },
            /policies\.inbound\[0\]\.fragment must be the identifier of a/,
        ],
        [
            "policy code",
            { inbound: [{ fragment: "@(1)" }] },
            /policies\.inbound\[0\]\.fragment must be the identifier of a/,
        ],
        ["nothing", { inbound: [{}] }, /inbound\[0\] must have one of fragment and file/],
        [
            "another position",
            { inbound: [{ fragment: "a", position: "first" }] },
            /position must be "before" or "after"/,
        ],
        ["another section", { "on-error": [{ fragment: "a" }] }, /policies\.on-error is not a setting.*onError/],
        [
            "one twice",
            { inbound: [{ fragment: "a" }, { fragment: "A" }] },
            /inbound\[1\] includes "A", which the section/,
        ],
        ["a text", { inbound: "company-logging" }, /policies\.inbound must be a list of policy fragments/],
    ] as const) {
        it(`refuse ${what}`, () => assert.match(refusalOf({ policies }), message));
    }
});
