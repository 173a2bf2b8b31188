import assert from "node:assert/strict";
import { productCleanupProvider as provider, removeSubscriptions } from "../../provider/productCleanupProvider";
import { servicePurgeProvider } from "../../provider/servicePurgeProvider";
import { type Answer, type AzureServer, startAzure } from "../azure/azureServer";

const service = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/apim";
const productId = `${service}/products/gold`;

describe("ProductCleanup's provider", () => {
    let azure: AzureServer;
    let answer: (method: string, path: string) => Answer;

    before(async () => {
        azure = await startAzure(({ method, url }) => answer(method, url.split("?")[0]!));
    });
    after(() => azure.close());
    beforeEach(() => void (azure.received.length = 0));

    const asked = () => azure.received.map(({ method, url }) => `${method} ${url.split("?")[0]}`);

    it("deletes every subscription to the product, whoever made it, and no other", async () => {
        const value = ["by-hand", "team a"].map((name) => ({ id: `${productId}/subscriptions/${name}`, name }));
        answer = (method) => (method === "GET" ? { status: 200, body: { value } } : { status: 200 });
        await removeSubscriptions(azure.resourceManager(), productId);
        assert.deepEqual(asked(), [
            `GET ${productId}/subscriptions`,
            `DELETE ${service}/subscriptions/by-hand`,
            `DELETE ${service}/subscriptions/team%20a`,
        ]);
    });

    it("has nothing to do where the product is gone, or a subscription meanwhile", async () => {
        answer = () => ({ status: 404 });
        await removeSubscriptions(azure.resourceManager(), productId);
        answer = (method) => (method === "GET" ? { status: 200, body: { value: [{ name: "a" }] } } : { status: 404 });
        await removeSubscriptions(azure.resourceManager(), productId);
    });

    it("tells what it may not do", async () => {
        answer = () => ({ status: 403, body: { error: { code: "AuthorizationFailed", message: "No." } } });
        await assert.rejects(removeSubscriptions(azure.resourceManager(), productId), /403 \(AuthorizationFailed\)/);
    });

    for (const [what, other, key] of [
        ["product", provider, "productId"],
        ["deleted service", servicePurgeProvider, "deletedServiceId"],
    ] as const) {
        it(`is another resource for another ${what}, and the same one at each look`, async () => {
            const state = { [key]: productId };
            assert.deepEqual(await other.diff!("id", state, state), { changes: false, replaces: [] });
            const changed = await other.diff!("id", state, { [key]: `${productId}-2` });
            assert.deepEqual(changed, { changes: true, replaces: [key] });
            assert.deepEqual(await other.read!("id", state), { id: "id", props: state, inputs: state });
        });
    }
});
