import assert from "node:assert/strict";
import { churn } from "../components/declare";
import { deployed, FakeAzure, plan, refusal, saved } from "./planned";

const plain = { ...churn, resilience: { ...churn.resilience, circuitBreaker: false as const } };
const tagged = [{ ...plain, tags: [{ id: "risk", name: "Risk", existing: true }] }];
const product = { endpoints: ["*"], published: true, approval: false, groups: [], subscriptions: [] };

describe("what is marked existing: true", () => {
    it("is refused where the service has none, with the identifier that is probably meant", async () => {
        const azure = new FakeAzure({ "tags/5f3a": { displayName: "risk" } });
        assert.equal(
            await refusal({ azure, state: deployed, settings: { endpoints: tagged } }),
            [
                "this cannot be deployed:",
                '  tags: the tag "risk" is marked existing: true, but the service has none with that identifier. Its identifier may be "5f3a": the catalogue shows that one under this name',
                "      Correct its name, or remove existing: the stack then creates it",
            ].join("\n"),
        );
    });

    it("is refused for products and groups as for tags", async () => {
        const groups = [{ name: "partners", displayName: "partners", existing: true }];
        const products = [
            { ...product, name: "gold", groups: ["partners"] },
            { ...product, name: "starter", existing: true, subscriptions: ["team"] },
        ];
        const message = await refusal({ state: deployed, settings: { groups, products } });
        assert.match(message, /the group "partners" is marked existing: true, but the service has none/);
        assert.match(message, /the product "starter" is marked existing: true, but the service has none/);
    });

    it("is linked where the service has it, and is nothing that the stack wants to create", async () => {
        const azure = new FakeAzure({
            "tags/risk": { displayName: "Risk" },
            "products/starter": { displayName: "Starter" },
        });
        const products = [{ ...product, name: "starter", existing: true, subscriptions: ["team"] }];
        await plan({ azure, state: deployed, settings: { endpoints: tagged, products } });
    });

    it("is refused where it is the stack's own, which would then be deleted", async () => {
        const state = [...deployed, saved("Tag", "tag-risk", "tags/risk", { displayName: "Risk" })];
        const message = await refusal({ state, settings: { endpoints: tagged } });
        assert.match(
            message,
            /the tag "risk" is marked existing: true, but it belongs to this stack.*pulumi state delete/s,
        );
    });
});

describe("another prefix", () => {
    it("is refused to a stack that is deployed, because callers' keys would end", async () => {
        const azure = new FakeAzure({ "apis/churn": { path: "models/churn" } });
        const message = await refusal({ azure, state: deployed, settings: { namePrefix: "team2-" } });
        assert.match(message, /apis\/churn would be replaced by .*apis\/team2-churn, and 2 more, and the keys/);
        assert.match(message, /Restore serving-gateway:namePrefix/);
        // Its path is taken for the same reason, and an apiId would not help.
        assert.doesNotMatch(message, /Set apiId/);
    });
});
