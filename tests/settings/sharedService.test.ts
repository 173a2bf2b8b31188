import assert from "node:assert/strict";
import { refusalOf, settingsWith } from "./configuration";

describe("settings for a service that others use", () => {
    it("put the prefix in front of names that are derived, and not of those that are given", () => {
        const { endpoints, credential, namePrefix } = settingsWith({
            namePrefix: "team2-",
            endpoints: [{ name: "churn" }, { name: "fraud", apiId: "mine" }, { name: "ada", apiId: "team2-wine" }],
        });
        assert.equal(namePrefix, "team2-");
        assert.deepEqual(
            endpoints.map(({ apiId, apiName, path }) => ({ apiId, apiName, path })),
            [
                { apiId: "churn", apiName: "team2-churn", path: "churn" },
                { apiId: "mine", apiName: "mine", path: "fraud" },
                { apiId: "wine", apiName: "team2-wine", path: "ada" },
            ],
        );
        assert.equal((credential as { namedValue: string }).namedValue, "team2-databricks-pat");
    });

    it("refuse a product of somebody else's with what would change it", () => {
        const own = { name: "starter", endpoints: ["*"], existing: true };
        assert.deepEqual(settingsWith({ products: [{ ...own, subscriptions: ["a"] }] }).products[0]!.existing, true);
        assert.match(
            refusalOf({ products: [{ ...own, displayName: "S", approval: true, limits: {} }] }),
            /products\[0\]\.existing is true, and displayName, approval, limits would change a product that is not the stack's\. Remove them/,
        );
    });

    it("take tags that exist, by their name or their identifier, alike at every endpoint", () => {
        const tags = ["Risk", { name: "Credit risk", existing: true }, { name: "x", id: "5f3a", existing: true }];
        assert.deepEqual(settingsWith({ tags }).endpoints[0]!.tags, [
            { id: "risk", name: "Risk" },
            { id: "credit-risk", name: "Credit risk", existing: true },
            { id: "5f3a", name: "x", existing: true },
        ]);
        const twice = [
            { name: "churn", tags: ["Risk"] },
            { name: "fraud", tags: [{ name: "Risk", existing: true }] },
        ];
        assert.match(refusalOf({ endpoints: twice }), /"Risk" has existing: true at only one of endpoint/);
        assert.match(refusalOf({ tags: [{ name: "a", id: "b" }] }), /is for tags that exist already/);
    });
});
