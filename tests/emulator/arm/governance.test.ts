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

    it("has no members in a group that was made", async () => {
        await put("groups/team", { displayName: "Team" });
        assert.deepEqual(await names("groups/team/users"), []);
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

    it("answers the PUT of a link without a body with the id of what it links to, by which that would be deleted", async () => {
        await put("products/p", { displayName: "P", subscriptionRequired: false });
        await put("tags/red", { displayName: "Red" });
        for (const [link, linked] of [
            ["products/p/apis/a", "apis/a"],
            ["products/p/groups/developers", "groups/developers"],
            ["apis/a/tags/red", "tags/red"],
        ] as const) {
            assert.equal((await arm.call("PUT", at(link))).body.id, at(linked));
            assert.equal((await arm.call("PUT", at(link))).body.id, at(linked));
        }
    });

    describe("linked under ids of their own", () => {
        let idsBefore: string[];
        beforeEach(async () => {
            await put("groups/team", { displayName: "Team" });
            await put("tags/red", { displayName: "Red" });
            await put("products/p", { displayName: "P", subscriptionRequired: false });
            idsBefore = arm.store.ids();
        });

        const kinds = [
            { link: "products/p/apiLinks/l", member: "apiId", linked: "apis/a", without: "products/p/apis/a" },
            {
                link: "products/p/groupLinks/l",
                member: "groupId",
                linked: "groups/team",
                without: "products/p/groups/team",
            },
            { link: "tags/red/apiLinks/l", member: "apiId", linked: "apis/a", without: "apis/a/tags/red" },
        ];
        for (const { link, member, linked, without } of kinds) {
            const collection = link.replace(/\/l$/, "");
            const make = () => put(link, { [member]: at(linked) });

            it(`are as if by ${without}, until the link is deleted (${collection})`, async () => {
                const made = await make();
                assert.deepEqual([made.status, made.body.id, made.body.name], [201, at(link), "l"]);
                assert.equal((await make()).status, 200);
                const { body } = await arm.call("GET", at(link));
                assert.deepEqual(body.properties, { [member]: at(linked) });
                assert.deepEqual(await names(collection), ["l"]);
                assert.ok((await arm.call("HEAD", at(without))).status < 300);
                assert.equal((await arm.call("DELETE", at(link))).status, 200);
                assert.equal((await arm.call("DELETE", at(link))).status, 204);
                assert.deepEqual(arm.store.ids(), idsBefore);
            });

            it(`leave no link behind that ${without} does not have, and none that leads nowhere (${collection})`, async () => {
                await make();
                await arm.call("DELETE", at(without));
                assert.deepEqual(arm.store.ids(), idsBefore);
                for (const end of [linked, collection.split("/").slice(0, 2).join("/")]) {
                    await make();
                    await arm.call("DELETE", at(end));
                    const left = arm.store.ids().filter((id) => [at(link), at(without)].includes(id));
                    assert.deepEqual(left, [], `after the deletion of ${end}`);
                    await put("groups/team", { displayName: "Team" });
                    await put("apis/a", { path: "a" });
                }
            });

            it(`need the full id of what is there, and are not changed in part (${collection})`, async () => {
                for (const wrong of [undefined, linked, `/${linked}`, at(`${linked}-none`), at("products/p")]) {
                    const { status, body } = await put(link, { [member]: wrong });
                    assert.deepEqual([status, body.error.code], [400, "ValidationError"], wrong);
                    assert.equal(body.error.details[0].target, member);
                }
                await make();
                assert.equal((await put(`${collection}/twice`, { [member]: at(linked) })).status, 400);
                assert.equal((await put(`${collection}/a:b`, { [member]: at(linked) })).status, 400);
                assert.equal((await put(`${collection}/${"x".repeat(81)}`, { [member]: at(linked) })).status, 400);
                assert.equal((await arm.call("PATCH", at(link), { properties: {} })).status, 405);
            });
        }

        it("lead elsewhere after a PUT of another id", async () => {
            await put("apis/b", { path: "b" });
            await put("products/p/apiLinks/l", { apiId: at("apis/a;rev=1") });
            assert.deepEqual(await names("products/p/apis"), ["a"]);
            await put("products/p/apiLinks/l", { apiId: at("apis/b") });
            assert.deepEqual(await names("products/p/apis"), ["b"]);
        });
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
