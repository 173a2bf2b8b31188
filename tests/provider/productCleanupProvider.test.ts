import assert from "node:assert/strict";
import { productCleanupOn } from "../../provider/productCleanupProvider";
import { servicePurgeProvider } from "../../provider/servicePurgeProvider";
import { type Answer, type AzureServer, startAzure } from "../azure/azureServer";

const service = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/apim";
const productId = `${service}/products/gold`;

const subscription = (name: string, properties: object = {}) => ({
    id: `${productId}/subscriptions/${name}`,
    name,
    properties: { displayName: "By hand", ...properties },
});
const administrator = { displayName: null, ownerId: `${service}/users/1` };
const automatic = subscription("5600b59475ff190048070001", administrator);
const own = subscription("gold-team-a", { displayName: "team-a" });

const inputs = { productId, deleteSubscriptions: false, subscriptions: ["gold-team-a"] };
const state = { ...inputs, found: [] as string[] };

describe("ProductCleanup's provider", () => {
    let azure: AzureServer;
    let answer: (method: string) => Answer;

    const provider = productCleanupOn(() => azure.resourceManager());

    before(async () => {
        azure = await startAzure(({ method }) => answer(method));
        await provider.configure!({} as any);
    });
    after(() => azure.close());
    beforeEach(() => void (azure.received.length = 0));

    const asked = () => azure.received.map(({ method, url }) => `${method} ${url.split("?")[0]}`);
    const deleted = () => asked().flatMap((call) => /^DELETE .*\/(.*)$/.exec(call)?.[1] ?? []);
    const destroy = (before: object = state) => provider.delete!("id", before);

    function has(...value: object[]): void {
        answer = (method) => (method === "GET" ? { status: 200, body: { value } } : { status: 200 });
    }

    it("deletes the administrator's automatic subscription and the stack's own, of the service", async () => {
        has(automatic, own);
        await destroy();
        assert.deepEqual(asked(), [
            `GET ${productId}/subscriptions`,
            `DELETE ${service}/subscriptions/${automatic.name}`,
            `DELETE ${service}/subscriptions/gold-team-a`,
        ]);
    });

    it("deletes nothing while there is a subscription of somebody else, and names it", async () => {
        has(automatic, own, subscription("by hand", { displayName: "By\nhand", ownerId: `${service}/users/ada-1` }));
        await assert.rejects(destroy(), (error: Error) => {
            assert.equal(
                error.message,
                [
                    'product "gold" cannot be deleted: it has a subscription that this stack did not create, with keys in use:',
                    '  "By hand" (by hand), owned by user ada-1',
                    "Delete them in the Azure portal, or give them another scope there, and run the command again. To delete them together with the product, set deleteSubscriptions: true for product" +
                        ' "gold" in ' +
                        "serving-gateway:products, run `pulumi up`, and then remove the product or run `pulumi destroy`.",
                ].join("\n"),
            );
            assert.equal(error.stack, "");
            return true;
        });
        assert.deepEqual(deleted(), []);
        has(automatic, own);
        await destroy();
        assert.equal(deleted().length, 2);
    });

    it("deletes those of others too where the product says so", async () => {
        has(automatic, subscription("by-hand"), own);
        await destroy({ ...state, deleteSubscriptions: true });
        assert.deepEqual(deleted(), [automatic.name, "by-hand", "gold-team-a"]);
    });

    for (const [what, name, properties] of [
        ["one of the administrator's that has a name", automatic.name, { ...administrator, displayName: "Ada" }],
        ["one of the administrator's with an identifier that a person chose", "ada", administrator],
        ["one without a name that another user owns", automatic.name, { ...administrator, ownerId: "/users/11" }],
        ["one without a name and an owner", automatic.name, { displayName: null }],
        ["one that says nothing of itself", "odd", { displayName: undefined }],
    ] as const) {
        it(`takes ${what} for somebody's`, async () => {
            has(subscription(name, properties));
            await assert.rejects(destroy(), /with keys in use/);
            assert.deepEqual(deleted(), []);
        });
    }

    it("counts those of others as such where the state is of a version without the setting", async () => {
        has(automatic, subscription("by-hand"));
        await assert.rejects(destroy({ productId }), /"By hand" \(by-hand\), without an owner/);
        has(automatic);
        await destroy({ productId });
    });

    it("leaves a subscription that had the identifier before the stack made any of it", async () => {
        has(automatic, subscription("Gold-Team-A"));
        const { outs } = await provider.create(inputs);
        assert.deepEqual(outs, { ...inputs, found: ["gold-team-a"] });
        await assert.rejects(destroy(outs), /\(Gold-Team-A\)/);
        const more = { ...inputs, subscriptions: ["gold-team-a", "gold-team-b"] };
        has(automatic, subscription("gold-team-a"), subscription("gold-team-b"));
        assert.deepEqual((await provider.update!("id", outs, more)).outs.found, ["gold-team-a", "gold-team-b"]);
        assert.deepEqual((await provider.update!("id", state, more)).outs.found, ["gold-team-b"]);
        assert.deepEqual((await provider.update!("id", outs, { ...inputs, subscriptions: [] })).outs.found, []);
    });

    it("asks nothing of a product whose subscriptions the stack does not make", async () => {
        const none = { ...inputs, subscriptions: [] };
        assert.deepEqual(await provider.create(none), { id: productId, outs: { ...none, found: [] } });
        assert.deepEqual(asked(), []);
    });

    it("is no other one because Azure writes the product's id in another case", async () => {
        const written = { ...inputs, productId: productId.toUpperCase() };
        assert.deepEqual(await provider.diff!("id", state, written), { changes: false, replaces: [] });
    });

    it("changes in place with its setting and its subscriptions, and from a version without them", async () => {
        for (const before of [
            { productId },
            { ...state, deleteSubscriptions: true },
            { ...state, subscriptions: ["gold-team-b"] },
        ]) {
            assert.deepEqual(await provider.diff!("id", before, inputs), { changes: true, replaces: [] });
        }
        assert.deepEqual(await provider.read!("id", state), { id: "id", props: state, inputs });
    });

    it("has nothing to do where the product is gone, or a subscription meanwhile", async () => {
        answer = () => ({ status: 404 });
        await destroy();
        answer = (method) => (method === "GET" ? { status: 200, body: { value: [own] } } : { status: 404 });
        await destroy();
    });

    it("says what it may not do", async () => {
        answer = () => ({ status: 403, body: { error: { code: "AuthorizationFailed", message: "No." } } });
        await assert.rejects(destroy(), /403 \(AuthorizationFailed\)/);
    });

    it("takes nothing for an empty list that is none", async () => {
        for (const body of [{}, { value: null }, { value: {} }, { value: ["a"] }, { value: [null] }]) {
            answer = () => ({ status: 200, body });
            await assert.rejects(destroy(), /200 to GET [^]*without a list of resources/);
        }
    });

    for (const [what, other, before, key] of [
        ["product", provider, state, "productId"],
        ["deleted service", servicePurgeProvider, { deletedServiceId: productId }, "deletedServiceId"],
    ] as const) {
        it(`is another resource for another ${what}, and the same one at each look`, async () => {
            assert.deepEqual(await other.diff!("id", before, before), { changes: false, replaces: [] });
            const changed = await other.diff!("id", before, { ...before, [key]: `${productId}-2` });
            assert.deepEqual(changed, { changes: true, replaces: [key] });
        });
    }
});
