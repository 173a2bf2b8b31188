import assert from "node:assert/strict";
import { Orphans } from "../../components/interrupted";
import { record } from "./recorder";

const subscription = "/subscriptions/00000000-0000-4000-8000-00000000000a";
const service = `${subscription}/resourceGroups/rg-apis/providers/Microsoft.ApiManagement/service/apim-contoso`;
const place = { resourceGroupName: "rg-apis", serviceName: "apim-contoso" };
const urn = (type: string, name: string) =>
    `urn:pulumi:test::serving-gateway::azure-native:apimanagement:${type}::${name}`;

describe("what is in Azure and not in the state", () => {
    beforeEach(() => void record(false));

    /** What is deleted before the resource is made, where Azure has these, by their collections. */
    async function deletedFor(
        [type, name, inputs]: [type: string, name: string, inputs: object],
        azure: Record<string, readonly object[]>,
        state: readonly string[] = [],
    ): Promise<string[]> {
        const deleted: string[] = [];
        const resourceManager = {
            get: async (id: string) => azure[id]?.[0] as Record<string, unknown> | undefined,
            list: async (id: string) => (azure[id] ?? []) as Record<string, unknown>[],
            delete: async (id: string, _version: string, query: Readonly<Record<string, string>> = {}) =>
                void deleted.push([id, ...Object.keys(query)].join(" ")),
        };
        const orphans = new Orphans(resourceManager, async () => new Set(state));
        await orphans.makeWay({ type: `azure-native:apimanagement:${type}`, name, props: { ...place, ...inputs } });
        return deleted;
    }

    const gold = { name: "gold", properties: { displayName: "Gold" } };
    const product: [string, string, object] = ["Product", "product-gold", { productId: "gold", displayName: "Gold" }];
    const link: [string, string, object] = ["ProductApi", "churn-in-gold", { productId: "gold", apiId: "churn" }];
    const api: [string, string, object] = ["Api", "churn-api", { apiId: "churn", path: "churn" }];
    const group: [string, string, object] = ["Group", "group-risk", { groupId: "risk", displayName: "Risk" }];

    it("is deleted if it is what the program makes", async () => {
        assert.deepEqual(await deletedFor(product, { [`${service}/products`]: [gold] }), [
            `${service}/products/gold deleteSubscriptions`,
        ]);
    });

    it("is deleted without the other revisions of its API", async () => {
        const candidate = { name: "churn;rev=2", properties: { path: "churn" } };
        const revision: [string, string, object] = ["Api", "churn;rev=2-api", { apiId: "churn;rev=2", path: "churn" }];
        const azure = { [`${service}/apis/churn;rev=2`]: [candidate] };
        assert.deepEqual(await deletedFor(revision, azure), [`${service}/apis/churn;rev=2`]);
    });

    it("stays if it differs", async () => {
        const other = { name: "gold", properties: { displayName: "Gold of another team" } };
        assert.deepEqual(await deletedFor(product, { [`${service}/products`]: [other] }), []);
    });

    it("is nothing that the state has under another id, as Azure gives it to links", async () => {
        const azure = { [`${service}/products/gold/apis`]: [{ name: "churn", properties: {} }] };
        assert.deepEqual(await deletedFor(link, azure), [`${service}/products/gold/apis/churn`]);
        assert.deepEqual(
            await deletedFor(link, azure, [urn("ProductApi", "churn-in-gold"), `${service}/apis/churn`]),
            [],
        );
    });

    const used: Record<string, [[string, string, object], Record<string, readonly object[]>]> = {
        "a product with a subscriber": [
            product,
            {
                [`${service}/products`]: [gold],
                [`${service}/products/gold/subscriptions`]: [{ properties: { ownerId: `${service}/users/7` } }],
            },
        ],
        "a product with APIs": [
            product,
            { [`${service}/products`]: [gold], [`${service}/products/gold/apis`]: [{ name: "churn" }] },
        ],
        "an API with a subscriber": [
            api,
            {
                [`${service}/apis`]: [{ name: "churn", properties: { path: "churn" } }],
                [`${service}/subscriptions`]: [{ properties: { scope: `${service}/apis/churn` } }],
            },
        ],
        "a group with members": [
            group,
            {
                [`${service}/groups`]: [{ name: "risk", properties: { displayName: "Risk" } }],
                [`${service}/groups/risk/users`]: [{ name: "7" }],
            },
        ],
    };
    for (const [what, [resource, azure]] of Object.entries(used)) {
        it(`stays if somebody would miss it: ${what}`, async () => {
            assert.deepEqual(await deletedFor(resource, azure), []);
        });
    }

    it("is deleted although the administrator has a subscription, which Azure makes with a product", async () => {
        const own = { properties: { ownerId: `${service}/users/1` } };
        const azure = { [`${service}/products`]: [gold], [`${service}/products/gold/subscriptions`]: [own] };
        assert.deepEqual(await deletedFor(product, azure), [`${service}/products/gold deleteSubscriptions`]);
    });
});
