import assert from "node:assert/strict";
import { churn, declare, ofType, one } from "../declare";

const grantTo = "11111111-2222-3333-4444-555555555555";
const credential = { method: "managedIdentity", grantTo } as const;
const workspaces = new Map([
    [undefined, { host: "https://adb-1.2.azuredatabricks.net" }],
    ["west", { host: "https://adb-3.4.azuredatabricks.net" }],
]);

describe("where a model is from", () => {
    it("is not in the inputs of a serving endpoint of the stack's workspace, whose states never had it", async () => {
        const { declared } = await declare({ credential });
        for (const type of ["EndpointSpec", "EndpointGrant", "EndpointGrantCall"]) {
            const { inputs } = one(declared, type);
            assert.deepEqual(
                ["workspace", "kind", "principal"].filter((name) => name in inputs),
                [],
                type,
            );
        }
    });

    it("is in the inputs of all that reads the model or grants a right on it, where it is another workspace", async () => {
        const { declared } = await declare({ credential, workspaces, endpoints: [{ ...churn, workspace: "west" }] });
        for (const type of ["EndpointSpec", "EndpointGrant", "EndpointGrantCall"]) {
            assert.equal(one(declared, type).inputs.workspace, "west", type);
        }
    });

    it("makes two models of one name two models, with a grant each", async () => {
        const { declared } = await declare({
            credential,
            workspaces,
            endpoints: [churn, { ...churn, workspace: "west", apiId: "west-churn", path: "west" }],
        });
        assert.equal(ofType(declared, "EndpointGrant").length, 2);
        const named = (type: string) => ofType(declared, type).map(({ name, inputs }) => [name, inputs]);
        const displayName = `Serving gateway ${grantTo}`;
        assert.deepEqual(named("ServicePrincipal"), [
            [`gateway-principal-${grantTo}`, { applicationId: grantTo, displayName }],
            [`gateway-principal-${grantTo}-west`, { applicationId: grantTo, displayName }],
        ]);
        assert.deepEqual(
            ofType(declared, "databricks").map(({ name, inputs }) => [name, inputs.host]),
            [
                ["gateway-workspace", "https://adb-1.2.azuredatabricks.net"],
                ["gateway-workspace-west", "https://adb-3.4.azuredatabricks.net"],
            ],
        );
    });

    it("ends the program with one line where the stack does not have the workspace", async () => {
        await assert.rejects(declare({ credential, workspaces, endpoints: [{ ...churn, workspace: "east" }] }), {
            message: 'endpoint "churn" of workspace "east": the stack has no workspace "east"',
        });
    });
});
