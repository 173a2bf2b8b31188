import assert from "node:assert/strict";
import { version } from "@pulumi/azure-native/package.json";
import type { Find } from "../../../commands/adopt/found";
import { importFile } from "../../../commands/adopt/importFile";

const gateway = { type: "serving-gateway:index:ServingGateway", name: "gateway" };
const churn = { type: "serving-gateway:index:ServingApi", name: "churn" };
const service = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/apim";

function found(type: string, name: string, id: string, parents = [gateway]): Find {
    return { type: `azure-native:apimanagement:${type}`, name, parents, id: `${service}/${id}`, differences: [] };
}

describe("the import file", () => {
    it("has each find under its components, each component once and before what is in it", () => {
        const { resources } = importFile([
            found("Tag", "tag-risk", "tags/risk"),
            found("Api", "churn-api", "apis/churn", [gateway, churn]),
            found("ApiPolicy", "churn-policy", "apis/churn/policies/policy", [gateway, churn]),
        ]);
        assert.deepEqual(
            resources.map(({ name, logicalName, parent, component }) => [name, logicalName, parent, component]),
            [
                ["r0", "gateway", undefined, true],
                ["r1", "tag-risk", "r0", undefined],
                ["r2", "churn", "r0", true],
                ["r3", "churn-api", "r2", undefined],
                ["r4", "churn-policy", "r2", undefined],
            ],
        );
    });

    it("tells components of one name apart by where they are", () => {
        const other = { type: "serving-gateway:index:ServingApi", name: "gateway" };
        const { resources } = importFile([
            found("Tag", "tag-risk", "tags/risk"),
            found("Api", "gateway-api", "apis/gateway", [gateway, other]),
        ]);
        assert.deepEqual(
            resources.filter(({ component }) => component).map(({ type, parent }) => [type, parent]),
            [
                [gateway.type, undefined],
                [other.type, "r0"],
            ],
        );
    });

    it("names the version of the SDK, which is part of the provider's name in the state", () => {
        const [, tag] = importFile([found("Tag", "tag-risk", "tags/risk")]).resources;
        assert.equal(tag?.version, version);
    });

    it("gives a component neither an id nor a version, with which pulumi would refuse it", () => {
        const [component] = importFile([found("Tag", "tag-risk", "tags/risk")]).resources;
        assert.deepEqual([component?.id, component?.version], [undefined, undefined]);
    });

    it("says how a provider of the program's own is configured, once for all that need it", () => {
        const urn = "urn:pulumi:dev::serving-gateway::pulumi:providers:databricks::gateway-workspace";
        const provider = { urn, inputs: { host: "https://adb-1.azuredatabricks.net" } };
        const type = "databricks:index/servicePrincipal:ServicePrincipal";
        const principal = (name: string): Find => {
            return { type, name, id: name, parents: [gateway], differences: [], provider };
        };
        const file = importFile([principal("1"), principal("2")]);
        assert.deepEqual(file.nameTable, { p0: urn });
        assert.deepEqual(file.providerInputs, { p0: provider.inputs });
        assert.deepEqual(
            file.resources.map(({ provider }) => provider),
            [undefined, "p0", "p0"],
        );
    });
});
