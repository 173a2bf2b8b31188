import assert from "node:assert/strict";
import { churn } from "../components/declare";
import { deployed, FakeAzure, plan, saved, service } from "./planned";

const gold = {
    name: "gold",
    endpoints: ["churn"],
    published: true,
    approval: false,
    groups: [],
    subscriptions: ["team-a"],
    deleteSubscriptions: false,
};
const automatic = { displayName: null, ownerId: `${service}/users/1` };

describe("what the service has beside the stack's own", () => {
    it("is counted in the collections that are read anyway, without another call", async () => {
        const azure = new FakeAzure({
            "namedValues/theirs": { displayName: "theirs" },
            "subscriptions/master": {},
            "subscriptions/by-hand": { displayName: "By hand", scope: `${service}/apis/echo` },
            "apis/echo": { path: "echo" },
        });
        const { others } = await plan({ azure });
        assert.deepEqual(others, { "named values": 1, subscriptions: 2 });
        assert.deepEqual(azure.asked.sort(), ["/apis/", "/namedValues/", "/policyFragments/", "/subscriptions/"]);
    });

    it("is not what the stack has already, nor the administrator's subscription to a product of its own", async () => {
        const azure = new FakeAzure({
            "products/GOLD": {},
            "products/silver": {},
            "subscriptions/churn": { displayName: "Churn" },
            "subscriptions/5600b59475ff190048070001": { ...automatic, scope: `${service}/products/Gold` },
            "subscriptions/5600b59475ff190048070002": { ...automatic, scope: `${service}/products/silver` },
        });
        const state = [...deployed, productInState()];
        const { others } = await plan({ azure, state, settings: { products: [gold] } });
        assert.deepEqual(others, { subscriptions: 1 });
    });

    it("counts what the stack has until the deployment ends, when that goes away", async () => {
        const azure = new FakeAzure({ "subscriptions/churn": {}, "apis/churn": { path: "models/churn" } });
        const settings = { endpoints: [{ ...churn, name: "fraud", path: "fraud" }] };
        const { others } = await plan({ azure, state: deployed, settings });
        assert.equal(others.subscriptions, 1);
    });

    it("is not known where nothing is new, at no cost", async () => {
        const azure = new FakeAzure({ "namedValues/theirs": {} });
        assert.deepEqual((await plan({ azure, state: deployed })).others, {});
        assert.deepEqual(azure.asked, []);
    });
});

/** The product of `gold`, deployed before. */
function productInState() {
    const product = saved("Product", "product-gold", "products/gold", { displayName: "gold" });
    const urn = product.urn.replace("$azure-native", "$serving-gateway:index:ServingProduct$azure-native");
    return { ...product, urn };
}
