import assert from "node:assert/strict";
import { churn, declare, ofType, one } from "../declare";

const subscriptionKey = { header: "api-key", query: "key", bearer: true } as const;

describe("keys in the Authorization header", () => {
    it("are set on the API, and on its revision, after all that is written of each", async () => {
        const { declared } = await declare({ callers: { subscriptionKey }, endpoints: [{ ...churn, revision: 2 }] });
        assert.deepEqual(
            ofType(declared, "BearerKeys").map(({ name, inputs: { apiId, header, query } }) => [
                name,
                apiId,
                header,
                query,
            ]),
            [
                ["churn-bearer-keys", "/id/of/churn-api", "api-key", "key"],
                ["churn;rev=2-bearer-keys", "/id/of/churn;rev=2-api", "api-key", "key"],
            ],
        );
        for (const { inputs } of ofType(declared, "Api")) {
            assert.deepEqual(inputs.subscriptionKeyParameterNames, { header: "api-key", query: "key" });
        }
        const names = declared.map(({ name }) => name);
        const order = ["churn-policy", "churn-bearer-keys", "churn-subscription"].map((name) => names.indexOf(name));
        assert.deepEqual(
            order,
            order.toSorted((a, b) => a - b),
        );
    });

    it("are set again when anything of the API changes, and only then", async () => {
        const applied = async (changes: object) => {
            const { declared } = await declare({ callers: { subscriptionKey }, endpoints: [{ ...churn, ...changes }] });
            return one(declared, "BearerKeys").inputs.appliedTo;
        };
        const before = await applied({});
        assert.match(before, /^[0-9a-f]{16}$/);
        assert.equal(await applied({ limits: { calls: { count: 1, seconds: 60, per: "ip" } } }), before);
        for (const change of [{ displayName: "Churn" }, { path: "models/other" }, { description: "Other." }]) {
            assert.notEqual(await applied(change), before, JSON.stringify(change));
        }
    });

    it("are told to callers", async () => {
        const { gateway } = await declare({ callers: { subscriptionKey } });
        assert.match(
            gateway.apis.churn!.neededToCall,
            /header api-key or the query parameter key, or as Authorization: Bearer/,
        );
    });

    it("are nothing that a stack without them has", async () => {
        assert.deepEqual(ofType((await declare({})).declared, "BearerKeys"), []);
    });
});
