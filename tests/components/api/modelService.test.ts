import assert from "node:assert/strict";
import { churn, declare, ofType, one } from "../declare";

const grantTo = "11111111-2222-3333-4444-555555555555";
const name = "main.support.team-chat";
const model = { ...churn, kind: "modelService", name, apiId: "main-support-team-chat", path: name } as const;

describe("the API of a model service", () => {
    it("has a name without dots in the service, and tells of the identity whose rights are looked at", async () => {
        const credential = { method: "managedIdentity", grantTo } as const;
        const { declared } = await declare({ credential, endpoints: [model] });
        assert.equal(one(declared, "Api").inputs.apiId, "main-support-team-chat");
        assert.equal(one(declared, "Backend").inputs.backendId, "serving-main-support-team-chat");
        const { inputs } = one(declared, "EndpointSpec");
        assert.deepEqual([inputs.endpoint, inputs.kind, inputs.principal], [name, "modelService", grantTo]);
    });

    it("adds the gateway's identity to the workspace, and gives it no right", async () => {
        const credential = { method: "managedIdentity", grantTo } as const;
        const { declared } = await declare({ credential, endpoints: [model, { ...churn, path: "churn" }] });
        assert.equal(ofType(declared, "ServicePrincipal").length, 1);
        const grants = ofType(declared, "EndpointGrant").map((each) => each.name);
        assert.deepEqual(grants, ["churn-grant"]);
    });

    it("looks at no rights where nobody knows whose token the gateway has", async () => {
        const { declared } = await declare({ endpoints: [model] });
        assert.equal("principal" in one(declared, "EndpointSpec").inputs, false);
    });

    it("is one of the models that share an API, by its full name", async () => {
        const name = "chats.support.team";
        const endpoints = [{ ...model, name, apiId: "chats-support-team" }];
        const { gateway } = await declare({ endpoints, openai: { path: "openai", aliases: {} } });
        const models = await new Promise((resolve) => gateway.sharedApis.openai!.models.apply(resolve));
        assert.deepEqual(models, [name]);
    });
});
