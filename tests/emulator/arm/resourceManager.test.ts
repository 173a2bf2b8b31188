import assert from "node:assert/strict";
import { startTestArm, subscriptionId, type TestArm } from "./testArm";

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-test`;
const groupVersion = "?api-version=2024-03-01";

describe("the emulated Resource Manager", () => {
    let arm: TestArm;
    before(async () => void (arm = await startTestArm()));
    after(() => arm.close());

    it("asks for an Authorization header, in Azure's words", async () => {
        const { status, body, headers } = await arm.call("GET", arm.service, undefined, { authorization: "" });
        assert.equal(status, 401);
        assert.deepEqual(body, {
            error: {
                code: "AuthenticationFailed",
                message: "Authentication failed. The 'Authorization' header is missing.",
            },
        });
        assert.match(headers["www-authenticate"]!, /^Bearer /);
    });

    it("refuses a token that it did not give out", async () => {
        const { status, body } = await arm.call("GET", arm.service, undefined, { authorization: "Bearer stolen" });
        assert.equal(status, 401);
        assert.deepEqual(body, {
            error: { code: "InvalidAuthenticationToken", message: "The access token is invalid." },
        });
    });

    it("requires api-version on every request", async () => {
        const { status, body } = await arm.call("GET", `${arm.service}?x=1`);
        assert.equal(status, 400);
        assert.equal(body.error.code, "MissingApiVersionParameter");
        const message = "The api-version query parameter (?api-version=) is required for all requests.";
        assert.equal(body.error.message, message);
    });

    it("names the version it serves when asked for another one", async () => {
        const { status, body } = await arm.call("GET", `${arm.service}?api-version=2022-08-01`);
        assert.equal(status, 400);
        assert.equal(body.error.code, "NoRegisteredProviderFound");
        assert.match(body.error.message, /'2024-05-01'/);
    });

    it("does not know other subscriptions", async () => {
        const { status, body } = await arm.call("GET", `/subscriptions/other${groupVersion}`);
        assert.deepEqual([status, body.error.code], [404, "SubscriptionNotFound"]);
    });

    it("refuses calls to a resource provider until the subscription is registered for it", async () => {
        const fresh = await startTestArm({ unregistered: ["Microsoft.ApiManagement"] });
        try {
            const message =
                "The subscription is not registered to use namespace 'Microsoft.ApiManagement'. See " +
                "https://aka.ms/rps-not-found for how to register subscriptions.";
            const code = "MissingSubscriptionRegistration";
            const { status, body } = await fresh.call("GET", fresh.service);
            assert.equal(status, 409);
            const details = [{ code, target: "Microsoft.ApiManagement", message }];
            assert.deepEqual(body.error, { code, message, details });
            const provider = `/subscriptions/${subscriptionId}/providers/Microsoft.ApiManagement`;
            const state = async (method: string, path: string) =>
                (await fresh.call(method, `${path}?api-version=2021-04-01`)).body.registrationState;
            assert.equal(await state("GET", provider), "NotRegistered");
            assert.equal(await state("POST", `${provider}/register`), "Registered");
            assert.equal((await fresh.call("GET", fresh.service)).status, 200);
        } finally {
            await fresh.close();
        }
    });

    it("tells about its subscription and the registered providers", async () => {
        const subscription = await arm.call("GET", `/subscriptions/${subscriptionId}?api-version=2022-12-01`);
        assert.equal(subscription.body.state, "Enabled");
        const providers = await arm.call("GET", `/subscriptions/${subscriptionId}/providers${groupVersion}`);
        const [first] = providers.body.value;
        assert.deepEqual([first.namespace, first.registrationState], ["Microsoft.ApiManagement", "Registered"]);
    });

    it("says 501 and names the type for what it does not serve", async () => {
        for (const [path, named] of [
            [`${arm.service}/gateways/x`, "service/gateways"],
            [`${arm.service}/apis/x/wikis`, "resource type"],
            [`${group}/providers/Microsoft.Network/virtualNetworks/x?${groupVersion}`, "Microsoft.Network"],
        ] as const) {
            await arm.call("PUT", `${arm.service}/apis/x`, { properties: { path: "x" } });
            const { status, body } = await arm.call("GET", path);
            assert.deepEqual([status, body.error.code], [501, "NotImplemented"]);
            assert.ok(body.error.message.includes(named), body.error.message);
        }
        await arm.call("DELETE", `${arm.service}/apis/x`);
    });

    it("refuses a body that is not JSON", async () => {
        const { status, body } = await arm.call("PUT", `${arm.service}/tags/x`, "{not json");
        assert.deepEqual([status, body.error.code], [400, "InvalidRequestContent"]);
    });

    it("creates, updates, lists and deletes a resource group", async () => {
        const created = await arm.call("PUT", group + groupVersion, { location: "West Europe", tags: { a: "b" } });
        assert.equal(created.status, 201);
        assert.deepEqual(created.body, {
            id: group,
            name: "rg-test",
            type: "Microsoft.Resources/resourceGroups",
            location: "westeurope",
            tags: { a: "b" },
            properties: { provisioningState: "Succeeded" },
        });
        assert.equal((await arm.call("PUT", group + groupVersion, { location: "westeurope" })).status, 200);
        assert.equal((await arm.call("HEAD", group + groupVersion)).status, 204);
        const listed = await arm.call("GET", `/subscriptions/${subscriptionId}/resourceGroups${groupVersion}`);
        const names = listed.body.value.map((found: { name: string }) => found.name);
        assert.deepEqual(names, ["rg-serving-gateway", "rg-test"]);

        const deletion = await arm.call("DELETE", group + groupVersion);
        assert.equal(deletion.status, 202);
        assert.equal((await arm.call("GET", deletion.headers.location!)).status, 200);
        assert.equal((await arm.call("HEAD", group + groupVersion)).status, 404);
    });

    it("answers ResourceGroupNotFound for a group and for what would be in it", async () => {
        const service = `${group}/providers/Microsoft.ApiManagement/service/x`;
        for (const path of [group + groupVersion, service]) {
            const { status, body } = await arm.call("GET", path);
            assert.equal(status, 404);
            assert.deepEqual(body, {
                error: { code: "ResourceGroupNotFound", message: "Resource group 'rg-test' could not be found." },
            });
        }
    });

    it("does not move a resource group to another location", async () => {
        await arm.call("PUT", group + groupVersion, { location: "westeurope" });
        const { status, body } = await arm.call("PUT", group + groupVersion, { location: "eastus" });
        assert.deepEqual([status, body.error.code], [409, "InvalidResourceGroupLocation"]);
        await arm.call("DELETE", group + groupVersion);
    });

    it("finds resources by their id in any case, and shows the case in which they were created", async () => {
        const { status, body } = await arm.call("GET", arm.service.toUpperCase());
        assert.deepEqual([status, body.id], [200, arm.service]);
    });

    it("answers as slowly as it is told to", async () => {
        const slow = await startTestArm({ latency: { controlPlaneMs: 50 } });
        const started = performance.now();
        await slow.call("GET", slow.service);
        assert.ok(performance.now() - started >= 49);
        await slow.close();
    });

    it("refuses an address that cannot be decoded", async () => {
        assert.equal((await arm.call("GET", "/subscriptions/%E0%A4%A")).status, 400);
    });
});
