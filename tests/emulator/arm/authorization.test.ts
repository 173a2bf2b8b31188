import assert from "node:assert/strict";
import { startTestArm, type TestArm } from "./testArm";

const limited = {
    token: "token-of-the-deployment",
    clientId: "0f0e0d0c-0b0a-4908-8706-050403020100",
    objectId: "10203040-5060-4708-890a-0b0c0d0e0f10",
    actions: [
        "Microsoft.ApiManagement/service/read",
        "Microsoft.ApiManagement/service/apis/*",
        "Microsoft.ApiManagement/service/namedValues/*",
        "microsoft.apimanagement/service/subscriptions/READ",
        "Microsoft.ApiManagement/service/tenant/operationResults/read",
    ],
};

describe("a deploying identity with limited rights in the emulated Resource Manager", () => {
    let arm: TestArm;
    before(async () => {
        arm = await startTestArm({ limited });
    });
    after(() => arm.close());

    const call = (method: string, path: string, body?: object) =>
        arm.call(method, path, body, { authorization: `Bearer ${limited.token}` });

    it("may do what its actions cover, with what lies below a star", async () => {
        assert.equal((await call("GET", arm.service)).status, 200);
        const put = await call("PUT", `${arm.service}/apis/churn`, { properties: { path: "churn" } });
        assert.equal(put.status, 201);
        assert.equal((await call("GET", put.headers["azure-asyncoperation"]!)).body.status, "Succeeded");
        assert.equal((await call("GET", put.headers.location!)).status, 201);
        assert.equal((await call("GET", `${arm.service}/apis`)).body.count, 1);
        const value = { properties: { displayName: "limit", value: "1" } };
        assert.equal((await call("PUT", `${arm.service}/namedValues/limit`, value)).status, 201);
        assert.equal((await call("POST", `${arm.service}/namedValues/limit/listValue`, {})).status, 200);
        assert.equal((await call("DELETE", `${arm.service}/apis/churn`)).status, 202);
        assert.equal((await call("GET", `${arm.service}/subscriptions`)).status, 200);
    });

    it("is refused everything beyond in Azure's words, and changes nothing", async () => {
        const { status, body } = await call("PUT", `${arm.service}/products/gold`, {
            properties: { displayName: "G" },
        });
        assert.equal(status, 403);
        assert.deepEqual(body, {
            error: {
                code: "AuthorizationFailed",
                message:
                    `The client '${limited.clientId}' with object id '${limited.objectId}' does not have authorization ` +
                    "to perform action 'Microsoft.ApiManagement/service/products/write' over scope " +
                    `'${arm.service}/products/gold' or the scope is invalid. If access was recently granted, please ` +
                    "refresh your credentials.",
            },
        });
        assert.equal((await arm.call("GET", `${arm.service}/products/gold`)).status, 404);
    });

    it("is told the action and the scope of each refused request", async () => {
        const refused = async (method: string, path: string) => {
            const { message } = (await call(method, path, {})).body.error;
            const [, action, scope] = /action '([^']+)' over scope '([^']+)'/.exec(message) ?? [];
            return [action, scope];
        };
        const group = arm.service.split("/providers/")[0]!;
        const resources = "Microsoft.Resources/subscriptions/resourceGroups";
        const [operation, master] = [`${arm.service}/policies/policy`, `${arm.service}/subscriptions/master`];
        const assigned = `${arm.service}/providers/Microsoft.Authorization/roleAssignments/x`;
        assert.deepEqual(
            [
                await refused("DELETE", arm.service),
                await refused("PUT", operation),
                await refused("POST", `${master}/listSecrets`),
                await refused("GET", `${group}?api-version=2024-03-01`),
                await refused("DELETE", `${group}?api-version=2024-03-01`),
                await refused("PUT", `${assigned}?api-version=2022-04-01`),
            ],
            [
                ["Microsoft.ApiManagement/service/delete", arm.service],
                ["Microsoft.ApiManagement/service/policies/write", operation],
                ["Microsoft.ApiManagement/service/subscriptions/listSecrets/action", master],
                [`${resources}/read`, group],
                [`${resources}/delete`, group],
                ["Microsoft.Authorization/roleAssignments/write", assigned],
            ],
        );
    });

    it("does not limit anybody else", async () => {
        assert.equal((await arm.call("GET", `${arm.service}/products`)).status, 200);
    });
});
