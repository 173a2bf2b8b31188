import assert from "node:assert/strict";
import { keyGuardOn } from "../../provider/keyGuardProvider";
import { type Answer, type AzureServer, startAzure } from "../azure/azureServer";

const serviceId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/apim";

const subscription = (name: string, scope: string, properties: object = {}) => ({
    id: `${serviceId}/subscriptions/${name}`,
    name,
    properties: { displayName: "By hand", scope, ...properties },
});
const toChurn = (name: string, properties?: object) => subscription(name, `${serviceId}/apis/churn`, properties);
const own = toChurn("churn", { displayName: "Churn" });
const inputs = {
    serviceId,
    serviceName: "apim",
    resourceGroup: "g",
    apis: ["churn", "fraud"],
    products: ["gold"],
    subscriptions: ["churn", "fraud", "gold-team-a"],
};

describe("KeyGuard's provider", () => {
    let azure: AzureServer;
    let answer: () => Answer;

    const provider = keyGuardOn(() => azure.resourceManager());

    before(async () => {
        azure = await startAzure(() => answer());
        await provider.configure!({} as any);
    });
    after(() => azure.close());
    beforeEach(() => void (azure.received.length = 0));

    const asked = () => azure.received.map(({ method, url }) => `${method} ${url.split("?")[0]}`);
    const destroy = (state: object = inputs) => provider.delete!("id", state);

    function has(...value: object[]): void {
        answer = () => ({ status: 200, body: { value } });
    }

    it("lets the stack go with its own subscriptions, after one call that deletes nothing", async () => {
        has(own, toChurn("Gold-Team-A"), subscription("silver", `${serviceId}/products/silver`));
        await destroy();
        assert.deepEqual(asked(), [`GET ${serviceId}/subscriptions`]);
    });

    it("refuses while APIs have subscriptions of others, and names them all at once", async () => {
        const ownerId = `${serviceId}/users/ada-1`;
        has(own, toChurn("by hand", { displayName: "By\nhand", ownerId }), subscription("x", "/apis/FRAUD"));
        await assert.rejects(destroy(), (error: Error) => {
            assert.equal(
                error.message,
                [
                    'API "churn" cannot be deleted: it has a subscription that this stack did not create, with keys in use:',
                    '  "By hand" (by hand), owned by user ada-1',
                    'API "fraud" cannot be deleted: it has a subscription that this stack did not create, with keys in use:',
                    '  "By hand" (x), without an owner',
                    "Agree on it with their owners, delete them in the Azure portal or give them another scope there, and run " +
                        "the command again. Nothing of the stack has been deleted.",
                ].join("\n"),
            );
            assert.equal(error.stack, "");
            return true;
        });
        has(own);
        await destroy();
    });

    it("refuses while a product has one, too, with the setting that deletes it along", async () => {
        const automatic = { displayName: null, ownerId: `${serviceId}/users/1` };
        const toGold = (name: string, more?: object) => subscription(name, `${serviceId}/products/Gold`, more);
        has(own, toGold("gold-team-a"), toGold("5600b59475ff190048070001", automatic), toGold("by-hand"));
        await assert.rejects(destroy(), (error: Error) => {
            assert.equal(
                error.message,
                [
                    'product "gold" cannot be deleted: it has a subscription that this stack did not create, with keys in use:',
                    '  "By hand" (by-hand), without an owner',
                    "Agree on it with their owners, delete them in the Azure portal or give them another scope there, and run " +
                        "the command again. To delete a product together with its subscriptions, set deleteSubscriptions: true for it in serving-gateway:products, and run `pulumi up` before `pulumi destroy`. Nothing of " +
                        "the stack has been deleted.",
                ].join("\n"),
            );
            return true;
        });
        await destroy({ ...inputs, products: [] });
    });

    it("minds no subscriptions to other APIs, to all of them, or to other products", async () => {
        const others = ["/apis/churn-2", "/apis", "/", "/products/churn"];
        has(own, ...others.map((scope, index) => subscription(`other-${index}`, serviceId + scope)));
        await destroy();
    });

    it("takes a subscription for somebody's that the stack does not make any more", async () => {
        has(own);
        await assert.rejects(destroy({ ...inputs, subscriptions: ["fraud"] }), /"Churn" \(churn\)/);
    });

    it("forgets on a refresh what somebody deleted, so that the next one of that identifier is its maker's", async () => {
        has(subscription("Fraud", "/apis/fraud"));
        const { props, inputs: read } = await provider.read!("id", inputs);
        assert.deepEqual(props, { ...inputs, subscriptions: ["fraud"] });
        assert.deepEqual(read, props);
        has(own);
        await assert.rejects(destroy(props), /"Churn" \(churn\)/);
        assert.equal((await provider.diff!("id", props, inputs)).changes, true);
    });

    it("shows no change on a refresh while all of them are there", async () => {
        has(own, subscription("fraud", "/apis/fraud"), subscription("gold-team-a", "/products/gold"));
        assert.deepEqual((await provider.read!("id", inputs)).props, inputs);
    });

    it("is made and changed without a call", async () => {
        assert.deepEqual(await provider.create(inputs), { id: serviceId, outs: inputs });
        const less = { ...inputs, apis: ["churn"] };
        assert.deepEqual((await provider.update!("id", inputs, less)).outs, less);
        assert.deepEqual(asked(), []);
    });

    it("changes in place with the stack's APIs and subscriptions, and is another one in another service", async () => {
        assert.deepEqual(await provider.diff!("id", inputs, inputs), { changes: false, replaces: [] });
        const sameService = { ...inputs, serviceId: serviceId.toUpperCase() };
        assert.deepEqual(await provider.diff!("id", inputs, sameService), { changes: false, replaces: [] });
        for (const news of [
            { ...inputs, apis: ["churn"] },
            { ...inputs, products: [] },
            { ...inputs, namePrefix: "team2-" },
            { ...inputs, subscriptions: [] },
        ]) {
            assert.deepEqual(await provider.diff!("id", inputs, news), { changes: true, replaces: [] });
        }
        const { serviceName: _, resourceGroup: __, ...ofEarlierVersion } = inputs;
        assert.deepEqual(await provider.diff!("id", ofEarlierVersion, inputs), { changes: true, replaces: [] });
        const other = await provider.diff!("id", inputs, { ...inputs, serviceId: `${serviceId}-2` });
        assert.deepEqual(other, { changes: true, replaces: ["serviceId"] });
    });

    it("asks nothing where the stack publishes nothing, and lets go where the service is gone", async () => {
        await destroy({ ...inputs, apis: [], products: [] });
        assert.deepEqual(asked(), []);
        answer = () => ({ status: 404, body: { error: { code: "ResourceNotFound", message: "Gone." } } });
        await destroy();
    });

    it("refuses, and says why, where the subscriptions cannot be read", async () => {
        answer = () => ({ status: 403, body: { error: { code: "AuthorizationFailed", message: "No." } } });
        await assert.rejects(destroy(), /403 \(AuthorizationFailed\)/);
        for (const body of [{}, { value: null }, "<html>"]) {
            answer = () => ({ status: 200, body });
            await assert.rejects(destroy(), ({ message, stack }: Error) => /200 to GET/.test(message) && stack === "");
        }
    });
});
