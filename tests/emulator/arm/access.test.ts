import assert from "node:assert/strict";
import { startTestArm, type TestArm } from "./testArm";

describe("named values, products and subscriptions in the emulator", () => {
    let arm: TestArm;
    beforeEach(async () => {
        arm = await startTestArm();
        await arm.call("PUT", `${arm.service}/apis/churn`, { properties: { path: "churn" } });
    });
    afterEach(() => arm.close());

    const secretValue = { properties: { displayName: "databricks-pat", value: "dapi-secret", secret: true } };

    it("shows a secret named value through listValue only", async () => {
        const path = `${arm.service}/namedValues/pat`;
        const put = await arm.call("PUT", path, secretValue);
        assert.equal(put.status, 201);
        assert.ok(put.headers.location);
        const shown = [await arm.call("GET", path), await arm.call("GET", `${arm.service}/namedValues`)];
        assert.ok(!JSON.stringify(shown).includes("dapi-secret"));
        assert.deepEqual((await arm.call("POST", `${path}/listValue`)).body, { value: "dapi-secret" });
    });

    it("shows a named value that is no secret, and hides it once it becomes one", async () => {
        const path = `${arm.service}/namedValues/limit`;
        await arm.call("PUT", path, { properties: { displayName: "limit", value: "100" } });
        assert.equal((await arm.call("GET", path)).body.properties.value, "100");
        await arm.call("PATCH", path, { properties: { secret: true } });
        const { body } = await arm.call("GET", path);
        assert.deepEqual([body.properties.secret, body.properties.value], [true, undefined]);
        assert.deepEqual((await arm.call("POST", `${path}/listValue`)).body, { value: "100" });
    });

    it("tells the poller that another named value has the display name already", async () => {
        await arm.call("PUT", `${arm.service}/namedValues/pat`, secretValue);
        const put = await arm.call("PUT", `${arm.service}/namedValues/other`, secretValue);
        assert.equal(put.status, 201);
        const error = {
            code: "ValidationError",
            message: "One or more fields contain incorrect values:",
            details: [
                { code: "ValidationError", target: "name", message: "Property with the same name already exist." },
            ],
        };
        const status = await arm.call("GET", put.headers["azure-asyncoperation"]!);
        assert.deepEqual([status.status, status.body.status, status.body.error], [200, "Failed", error]);
        const location = await arm.call("GET", put.headers.location!);
        assert.deepEqual([location.status, location.body], [400, { error }]);
        assert.equal((await arm.call("GET", `${arm.service}/namedValues/other`)).status, 404);
    });

    it("refuses a display name with other characters than letters, digits, dash, dot and underscore", async () => {
        const { status, body } = await arm.call("PUT", `${arm.service}/namedValues/pat`, {
            properties: { displayName: "my token", value: "x" },
        });
        assert.deepEqual([status, body.error.details[0].target], [400, "displayName"]);
    });

    it("gives a subscription keys that the answer to its PUT shows, and later only listSecrets", async () => {
        const path = `${arm.service}/subscriptions/team`;
        const put = await arm.call("PUT", path, {
            properties: { displayName: "Team", scope: "/apis/churn", state: "active" },
        });
        assert.equal(put.status, 201);
        assert.equal(put.body.properties.scope, `${arm.service}/apis/churn`);
        const { primaryKey, secondaryKey } = (await arm.call("POST", `${path}/listSecrets`, {})).body;
        assert.equal(put.body.properties.primaryKey, primaryKey);
        assert.match(primaryKey, /^[0-9a-f]{32}$/);
        assert.notEqual(primaryKey, secondaryKey);
        const shown = [await arm.call("GET", path), await arm.call("GET", `${arm.service}/subscriptions`)];
        assert.ok(![primaryKey, secondaryKey].some((key) => JSON.stringify(shown).includes(key)));
    });

    it("regenerates one key and leaves the other", async () => {
        const path = `${arm.service}/subscriptions/team`;
        const keys = { primaryKey: "first", secondaryKey: "second" };
        await arm.call("PUT", path, { properties: { displayName: "Team", scope: "/apis", ...keys } });
        assert.deepEqual((await arm.call("POST", `${path}/listSecrets`)).body, keys);
        assert.equal((await arm.call("POST", `${path}/regeneratePrimaryKey`)).status, 204);
        const after = (await arm.call("POST", `${path}/listSecrets`)).body;
        assert.notEqual(after.primaryKey, "first");
        assert.equal(after.secondaryKey, "second");
    });

    it("keeps the keys when a subscription is put again", async () => {
        const path = `${arm.service}/subscriptions/team`;
        const body = { properties: { displayName: "Team", scope: "/apis" } };
        await arm.call("PUT", path, body);
        const before = (await arm.call("POST", `${path}/listSecrets`)).body;
        assert.equal((await arm.call("PUT", path, body)).status, 200);
        assert.deepEqual((await arm.call("POST", `${path}/listSecrets`)).body, before);
    });

    it("makes a subscription active at once, unless it is a user's to a product that wants approval", async () => {
        const put = async (name: string, properties: object) =>
            (await arm.call("PUT", `${arm.service}/subscriptions/${name}`, { properties })).body.properties.state;
        const product = `${arm.service}/products/approved`;
        await arm.call("PUT", product, { properties: { displayName: "A", approvalRequired: true } });
        assert.equal(await put("team", { displayName: "Team", scope: "/apis" }), "active");
        const waiting = { displayName: "User", scope: "/products/approved", ownerId: "/users/1" };
        assert.equal(await put("user", waiting), "submitted");
        assert.equal(await put("user", { ...waiting, state: "active" }), "active");
        assert.equal(await put("user", waiting), "active");
    });

    it("refuses a scope of another form, and one that does not exist", async () => {
        const put = (scope: string) =>
            arm.call("PUT", `${arm.service}/subscriptions/team`, { properties: { displayName: "T", scope } });
        const form = await put("/operations/x");
        assert.equal(
            form.body.error.details[0].message,
            "Subscription scope should be one of '/apis', '/apis/{apiId}', '/products/{productId}'",
        );
        assert.equal((await put("/apis/none")).body.error.details[0].target, "scope");
    });

    it("subscribes the administrator to a new product, and refuses to delete it while anybody is", async () => {
        const product = `${arm.service}/products/models`;
        await arm.call("PUT", product, { properties: { displayName: "Models", state: "published" } });
        const refusal = await arm.call("DELETE", product);
        assert.equal(refusal.status, 400);
        assert.deepEqual(refusal.body, {
            error: {
                code: "ValidationError",
                message:
                    "Product cannot be deleted since it has existing subscriptions. Delete subscriptions before deleting " +
                    "the product or pass in deleteSubscriptions=true as query param",
                details: null,
            },
        });
        const deletion = await arm.call("DELETE", `${product}?api-version=2024-05-01&deleteSubscriptions=true`);
        assert.equal(deletion.status, 200);
        const { body } = await arm.call("GET", `${arm.service}/subscriptions`);
        assert.deepEqual(
            body.value.map(({ name }: { name: string }) => name),
            ["master"],
        );
    });

    it("puts an API into a product by a link without a body, which shows the API", async () => {
        const product = `${arm.service}/products/open`;
        await arm.call("PUT", product, { properties: { displayName: "Open", subscriptionRequired: false } });
        const link = await arm.call("PUT", `${product}/apis/churn`);
        assert.equal(link.status, 201);
        assert.deepEqual(
            [link.body.type, link.body.properties.path],
            ["Microsoft.ApiManagement/service/products/apis", "churn"],
        );
        assert.equal((await arm.call("HEAD", `${product}/apis/churn`)).status, 204);
        assert.equal((await arm.call("PUT", `${product}/apis/none`)).status, 404);
        await arm.call("DELETE", `${arm.service}/apis/churn`);
        assert.equal((await arm.call("GET", `${product}/apis`)).body.count, 0);
        assert.equal((await arm.call("DELETE", product)).status, 200);
    });
});
