import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { ServingApi } from "../../components/api/servingApi";
import { ServingProduct } from "../../components/products/servingProduct";
import { one, policyOf } from "./declare";
import { record, valueOf } from "./recorder";

const service = { resourceGroupName: pulumi.output("rg-own"), serviceName: "apim-own", tier: "Developer" } as const;

describe("what a component does where its arguments leave something out", () => {
    it("publishes an API as the settings do by default: with a key, limits of none, and stable routes", async () => {
        const { declared } = record(true);
        const api = new ServingApi("churn", {
            ...service,
            gatewayUrl: "https://apim-own.azure-api.net",
            workspaceHost: "https://adb-1.2.azuredatabricks.net",
            endpoint: "churn",
            credential: { method: "passthrough" },
        });
        assert.equal(await valueOf(api.url), "https://apim-own.azure-api.net/churn");
        await pulumi.runtime.disconnect();
        assert.deepEqual(
            [one(declared, "Api").inputs.path, one(declared, "Api").inputs.subscriptionRequired],
            ["churn", true],
        );
        assert.equal(one(declared, "EndpointSpec").inputs.routes, "stable");
        assert.match(policyOf(declared), /<retry .*count="2"/);
        assert.doesNotMatch(policyOf(declared), /rate-limit/);
    });

    it("publishes a product that needs no approval and is shown", async () => {
        const { declared } = record(true);
        new ServingProduct("gold", { ...service, name: "gold", endpoints: ["*"] });
        await pulumi.runtime.disconnect();
        const { state, approvalRequired, displayName } = one(declared, "Product").inputs;
        assert.deepEqual([state, approvalRequired, displayName], ["published", false, "gold"]);
    });
});
