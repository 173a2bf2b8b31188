import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Entity } from "../../azure/resourceManager";
import { Orphans } from "../../components/interrupted";

const service = "/subscriptions/s-1/resourceGroups/rg/providers/Microsoft.ApiManagement/service/apim";
const place = { resourceGroupName: "rg", serviceName: "apim" };
const churn = {
    ...place,
    apiId: "churn",
    path: "models/churn",
    displayName: "Churn",
    format: "openapi+json",
    value: "{}",
};
const churnThere = {
    name: "churn",
    properties: { path: "models/churn", displayName: "Churn", isCurrent: true, serviceUrl: "https://adb-1.2" },
};

describe("what a killed deployment left", () => {
    let there: Record<string, Entity[]>;
    let deleted: string[];
    let asked: string[];
    let state: Set<string>;
    let orphans: Orphans;
    let warnings: string[];
    const print = console.warn;

    beforeEach(() => {
        warnings = [];
        // Where the log goes without an engine.
        console.warn = (line: string) => warnings.push(line);
        there = {};
        deleted = [];
        asked = [];
        state = new Set();
        pulumi.runtime.setMocks(
            {
                newResource: () => ({ id: "none", state: {} }),
                call: ({ token }) => {
                    assert.equal(token, "azure-native:authorization:getClientConfig");
                    return { subscriptionId: "s-1" };
                },
            },
            "serving-gateway",
            "test",
        );
        const azure = {
            get: async (id: string) => {
                asked.push(id);
                const [, collection = "", name] = /^(.+)\/([^/]+)$/.exec(id) ?? [];
                return there[collection]?.find((entity) => entity.name === name);
            },
            list: async (id: string) => {
                asked.push(id);
                return there[id] ?? [];
            },
            delete: async (id: string) => void deleted.push(id),
        };
        orphans = new Orphans(azure, async () => state);
    });

    afterEach(() => (console.warn = print));

    const makeWay = (type: string, props: pulumi.Inputs) =>
        orphans.makeWay({ type: `azure-native:apimanagement:${type}`, name: "any", props });

    it("makes way where it is visibly what this program makes", async () => {
        there[`${service}/apis`] = [churnThere];
        await makeWay("Api", churn);
        assert.deepEqual(deleted, [`${service}/apis/churn`]);
    });

    it("stays where something tells it apart", async () => {
        there[`${service}/apis`] = [churnThere];
        await makeWay("Api", { ...churn, path: "models/another" });
        assert.deepEqual(deleted, []);
    });

    it("can be deleted, avoided or taken over where it stays, with the command that takes it over", async () => {
        there[`${service}/apis`] = [churnThere];
        const parent = new pulumi.ComponentResource("serving-gateway:index:ServingApi", "churn");
        const type = "azure-native:apimanagement:Api";
        const props = { ...churn, path: "models/another" };
        await orphans.makeWay({ type, name: "churn-api", parent, props });
        const urn = "urn:pulumi:test::serving-gateway::serving-gateway:index:ServingApi::churn";
        assert.deepEqual(warnings, [
            [
                `warning: [runtime] ${service}/apis/churn exists already, and this stack did not make it: its path is ` +
                    '"models/churn". Delete it, or have this stack use another',
                "name for its own. Or let the stack have it, which then changes it, and deletes it when it is destroyed:",
                `  pulumi import ${type} churn-api '${service}/apis/churn' --parent 'parent=${urn}'`,
            ].join("\n"),
        ]);
    });

    it("stays where a named value is another stack's", async () => {
        const value = { displayName: "databricks-pat", secret: true };
        there[`${service}/namedValues`] = [{ name: "databricks-pat", properties: { ...value, tags: ["other/stack"] } }];
        const own = { ...place, ...value, namedValueId: "databricks-pat", value: "dapi-marker" };
        await makeWay("NamedValue", { ...own, tags: ["serving-gateway/test"] });
        assert.deepEqual(deleted, []);
        await makeWay("NamedValue", { ...own, tags: ["other/stack"] });
        assert.deepEqual(deleted, [`${service}/namedValues/databricks-pat`]);
    });

    it("is no orphan if the state has it, and Azure is not asked then", async () => {
        state.add(`${service}/apis/churn`.toLowerCase());
        there[`${service}/apis`] = [churnThere];
        await makeWay("Api", churn);
        assert.deepEqual([deleted, asked], [[], []]);
    });

    it("is looked for once for each collection, and not below what this deployment makes", async () => {
        for (const apiId of ["one", "two"]) {
            await makeWay("Api", { ...churn, apiId });
            await makeWay("ApiPolicy", { ...place, apiId, policyId: "policy", value: "<policies />" });
        }
        assert.deepEqual(asked, [`${service}/apis`]);
    });

    it("goes with its API's policy, which nobody else can have made there", async () => {
        state.add(`${service}/apis/churn`.toLowerCase());
        there[`${service}/apis/churn/policies`] = [{ name: "policy", properties: { value: "<policies/>" } }];
        await makeWay("ApiPolicy", { ...place, apiId: "churn", policyId: "policy", value: "<policies />" });
        assert.deepEqual(deleted, [`${service}/apis/churn/policies/policy`]);
    });

    it("stays where somebody has subscribed to the product, and goes with the administrator's own subscription", async () => {
        const product = { ...place, productId: "models", displayName: "Models", state: "published" };
        there[`${service}/products`] = [{ name: "models", properties: { displayName: "Models", state: "published" } }];
        const subscriptions = `${service}/products/models/subscriptions`;
        there[subscriptions] = [{ name: "a", properties: { ownerId: `${service}/users/somebody` } }];
        await makeWay("Product", product);
        assert.deepEqual(deleted, []);
        there[subscriptions] = [{ name: "a", properties: { ownerId: `${service}/users/1` } }];
        await makeWay("Product", product);
        assert.deepEqual(deleted, [`${service}/products/models`]);
    });

    it("stays where it is a tag that other APIs have", async () => {
        there[`${service}/tags`] = [{ name: "models", properties: { displayName: "models" } }];
        there[`${service}/apis`] = [{ name: "echo", properties: {} }];
        there[`${service}/apis/echo/tags`] = [{ name: "models" }];
        await makeWay("Tag", { ...place, tagId: "models", displayName: "models" });
        assert.deepEqual(deleted, []);
        there[`${service}/apis/echo/tags`] = [];
        await makeWay("Tag", { ...place, tagId: "models", displayName: "models" });
        assert.deepEqual(deleted, [`${service}/tags/models`]);
    });

    it("is never a service", async () => {
        there[service.replace(/\/apim$/, "")] = [{ name: "apim", properties: {} }];
        await makeWay("ApiManagementService", place);
        assert.deepEqual(deleted, []);
        assert.match(
            warnings.join(),
            /take it over.*\n.*\n  pulumi import azure-native:apimanagement:ApiManagementService any '\/.*\/apim'\n/,
        );
    });

    it("is azure-native's to find where Azure cannot be asked", async () => {
        orphans = new Orphans(
            {
                get: () => Promise.reject(new Error("no login")),
                list: () => Promise.reject(new Error("no login")),
                delete: () => Promise.reject(new Error("no login")),
            },
            async () => state,
        );
        await makeWay("Api", churn);
    });
});
