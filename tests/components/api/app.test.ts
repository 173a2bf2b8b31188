import assert from "node:assert/strict";
import { churn, declare, ofType, one } from "../declare";

const grantTo = "11111111-2222-3333-4444-555555555555";
const clientId = "5f0c9c3e-6f0e-4f7e-9d55-2f3c8f1d7a10";
const model = { ...churn, kind: "app", name: "support-agent", apiId: "support-agent", path: "agents/support" } as const;

describe("the API of an app", () => {
    it("tells of the service principal whose rights are looked at, and where the document is", async () => {
        const credential = { method: "oauthM2M", clientId, clientSecret: "secret", namedValue: "oauth" } as never;
        const { declared } = await declare({ credential, endpoints: [{ ...model, document: "/api/openapi.json" }] });
        const { inputs } = one(declared, "EndpointSpec");
        assert.deepEqual([inputs.endpoint, inputs.kind, inputs.principal], ["support-agent", "app", clientId]);
        assert.equal(inputs.documentFile, "/api/openapi.json");
        assert.equal(one(declared, "Backend").inputs.backendId, "serving-support-agent");
    });

    it("is beside the API of an endpoint of the same name, where it has another identifier", async () => {
        const endpoints = [churn, { ...model, name: churn.name, apiId: "churn-app" }];
        const { declared } = await declare({ endpoints });
        const specs = ofType(declared, "EndpointSpec").map(({ name, inputs }) => [name, inputs.endpoint, inputs.kind]);
        assert.deepEqual(specs, [
            ["churn-spec", "churn", undefined],
            ["churn-app-spec", "churn", "app"],
        ]);
    });

    it("never grants a right on the app", async () => {
        const credential = { method: "managedIdentity", grantTo } as const;
        const { declared } = await declare({ credential, endpoints: [model] });
        assert.deepEqual(ofType(declared, "EndpointGrant"), []);
    });
});
