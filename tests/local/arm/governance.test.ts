import assert from "node:assert/strict";
import { startTestArm, type TestArm } from "./testArm";

describe("products, groups, tags and version sets", () => {
    let arm: TestArm;
    beforeEach(async () => {
        arm = await startTestArm();
        await arm.call("PUT", at("apis/a"), { properties: { path: "a" } });
    });
    afterEach(() => arm.close());

    const at = (path: string) => `${arm.service}/${path}`;
    const put = (path: string, properties: object = {}) => arm.call("PUT", at(path), { properties });
    const names = async (path: string) =>
        (await arm.call("GET", at(path))).body.value.map(({ name }: { name: string }) => name) as string[];

    it("links a new product to the administrators", async () => {
        await put("products/p", { displayName: "P" });
        assert.deepEqual(await names("products/p/groups"), ["administrators"]);
    });

    it("lists the administrator's subscription of a new product, under the product", async () => {
        await put("products/p", { displayName: "P" });
        const { body } = await arm.call("GET", at("products/p/subscriptions"));
        const [subscription] = body.value;
        assert.equal(subscription.id, at(`products/p/subscriptions/${subscription.name}`));
        assert.equal(subscription.properties.ownerId, at("users/1"));
        assert.equal((await arm.call("GET", at(`subscriptions/${subscription.name}`))).status, 200);
    });

    it("deletes a product once its subscriptions are gone", async () => {
        await put("products/p", { displayName: "P" });
        assert.equal((await arm.call("DELETE", at("products/p"))).status, 400);
        for (const name of await names("products/p/subscriptions"))
            await arm.call("DELETE", at(`subscriptions/${name}`));
        assert.equal((await arm.call("DELETE", at("products/p"))).status, 200);
    });

    it("links groups to products until the group is deleted", async () => {
        await put("products/p", { displayName: "P", subscriptionRequired: false });
        assert.equal((await put("products/p/groups/team")).status, 404);
        await put("groups/team", { displayName: "Team" });
        assert.equal((await arm.call("PUT", at("products/p/groups/team"))).status, 201);
        assert.equal((await arm.call("HEAD", at("products/p/groups/team"))).status, 204);
        assert.equal((await arm.call("GET", at("products/p/groups/team"))).status, 405);
        await arm.call("DELETE", at("groups/team"));
        assert.deepEqual(await names("products/p/groups"), ["administrators"]);
    });

    it("keeps the built-in groups as they are", async () => {
        assert.deepEqual(await names("groups"), ["administrators", "developers", "guests"]);
        assert.equal((await put("groups/guests", { displayName: "G" })).status, 400);
        assert.equal((await arm.call("DELETE", at("groups/guests"))).status, 400);
    });

    it("refuses an external group without the address of its directory's group", async () => {
        const external = (externalId: string) => put("groups/e", { displayName: "E", type: "external", externalId });
        assert.equal((await external("team")).body.error.details[0].target, "externalId");
        assert.equal((await external("aad://contoso.onmicrosoft.com/groups/0b7c")).status, 201);
    });

    it("shows the administrator, and changes nobody", async () => {
        const { body } = await arm.call("GET", at("users/1"));
        assert.equal(body.properties.email, "publisher@example.com");
        assert.equal((await put("users/1", { note: "x" })).status, 501);
    });

    it("tags APIs and products until the tag is deleted", async () => {
        await put("products/p", { displayName: "P", subscriptionRequired: false });
        assert.equal((await put("apis/a/tags/red")).status, 404);
        await put("tags/red", { displayName: "Red" });
        assert.equal((await arm.call("PUT", at("apis/a/tags/red"))).status, 201);
        assert.equal((await arm.call("PUT", at("products/p/tags/red"))).status, 201);
        assert.equal((await arm.call("GET", at("apis/a/tags/red"))).body.properties.displayName, "Red");
        assert.equal((await arm.call("HEAD", at("apis/a/tags/red"))).status, 200);
        await arm.call("DELETE", at("tags/red"));
        assert.deepEqual([await names("apis/a/tags"), await names("products/p/tags")], [[], []]);
    });

    it("asks a version set for the name that its scheme reads", async () => {
        const set = (scheme: string, more = {}) =>
            put("apiVersionSets/v", { displayName: "V", versioningScheme: scheme, ...more });
        assert.equal((await set("Header")).body.error.details[0].target, "versionHeaderName");
        assert.equal((await set("Query")).body.error.details[0].target, "versionQueryName");
        assert.equal((await set("Path")).body.error.details[0].target, "versioningScheme");
        assert.equal((await set("Header", { versionHeaderName: "api-version" })).status, 201);
        assert.equal((await set("Segment")).status, 200);
    });
});
