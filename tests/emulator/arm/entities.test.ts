import assert from "node:assert/strict";
import { startTestArm, type TestArm } from "./testArm";

describe("entities of an API Management service", () => {
    let arm: TestArm;
    let tag: string;
    before(async () => {
        arm = await startTestArm();
        tag = `${arm.service}/tags/red`;
    });
    after(() => arm.close());
    afterEach(() => arm.call("DELETE", tag));

    const red = { properties: { displayName: "Red" } };

    it("answers 201 to the first PUT and 200 to the next, with the id, type and ETag", async () => {
        const first = await arm.call("PUT", tag, red);
        assert.equal(first.status, 201);
        assert.deepEqual(first.body, {
            id: tag,
            type: "Microsoft.ApiManagement/service/tags",
            name: "red",
            properties: { displayName: "Red" },
        });
        assert.match(first.headers.etag!, /^"[A-Za-z0-9+/=]+"$/);
        const second = await arm.call("PUT", tag, red);
        assert.equal(second.status, 200);
        assert.notEqual(second.headers.etag, first.headers.etag);
    });

    it("answers HEAD with the ETag that GET has, and no body", async () => {
        await arm.call("PUT", tag, red);
        const head = await arm.call("HEAD", tag);
        assert.deepEqual([head.status, head.body], [200, undefined]);
        assert.equal(head.headers.etag, (await arm.call("GET", tag)).headers.etag);
        assert.equal((await arm.call("HEAD", `${arm.service}/tags/none`)).status, 404);
    });

    it("answers 404 in the service's words for what is not there", async () => {
        for (const [path, message] of [
            ["apis/none", "Api not found."],
            ["apis/none/operations/get", "Api not found."],
            ["namedValues/none", "NamedValue not found."],
            ["products/none", "Product not found."],
            ["subscriptions/none", "Subscription not found."],
        ] as const) {
            const { status, body } = await arm.call("GET", `${arm.service}/${path}`);
            assert.equal(status, 404);
            assert.deepEqual(body, { error: { code: "ResourceNotFound", message, details: null } });
        }
    });

    it("refuses a write whose If-Match is stale, with 412", async () => {
        const { headers } = await arm.call("PUT", tag, red);
        await arm.call("PUT", tag, red);
        for (const method of ["PUT", "PATCH", "DELETE"]) {
            const { status, body } = await arm.call(method, tag, red, { "if-match": headers.etag! });
            assert.deepEqual([status, body.error.code], [412, "PreconditionFailed"]);
        }
    });

    it("lets a write through whose If-Match is current, or a star", async () => {
        const { headers } = await arm.call("PUT", tag, red);
        assert.equal((await arm.call("PATCH", tag, red, { "if-match": headers.etag! })).status, 200);
        assert.equal((await arm.call("DELETE", tag, undefined, { "if-match": "*" })).status, 200);
    });

    it("does not overwrite when asked to create only", async () => {
        await arm.call("PUT", tag, red);
        assert.equal((await arm.call("PUT", tag, red, { "if-none-match": "*" })).status, 412);
    });

    it("answers 304 to a GET by a client that has the current version", async () => {
        const { headers } = await arm.call("PUT", tag, red);
        assert.equal((await arm.call("GET", tag, undefined, { "if-none-match": headers.etag! })).status, 304);
    });

    it("deletes once with 200 and then with 204", async () => {
        await arm.call("PUT", tag, red);
        assert.equal((await arm.call("DELETE", tag)).status, 200);
        assert.equal((await arm.call("DELETE", tag)).status, 204);
    });

    it("pages a collection by $top and $skip, with a link that leads to the end", async () => {
        const names = ["a", "b", "c", "d", "e"];
        for (const name of names) await arm.call("PUT", `${arm.service}/tags/page-${name}`, red);
        const found: string[] = [];
        let link: string | undefined = `${arm.service}/tags?api-version=2024-05-01&$top=2`;
        while (link) {
            const page: { body: { value: { name: string }[]; count: number; nextLink?: string } } = await arm.call(
                "GET",
                link,
            );
            assert.equal(page.body.count, 5);
            assert.ok(page.body.value.length <= 2);
            found.push(...page.body.value.map(({ name }) => name));
            link = page.body.nextLink;
        }
        assert.deepEqual(
            found,
            names.map((name) => `page-${name}`),
        );
        for (const name of names) await arm.call("DELETE", `${arm.service}/tags/page-${name}`);
    });

    it("refuses a $top that is no number from 1 up", async () => {
        const { status, body } = await arm.call("GET", `${arm.service}/tags?api-version=2024-05-01&$top=0`);
        assert.deepEqual([status, body.error.details[0].target], [400, "$top"]);
    });

    it("filters by one comparison, and says 501 to a filter it does not understand", async () => {
        await arm.call("PUT", tag, red);
        const list = async (filter: string) =>
            arm.call("GET", `${arm.service}/tags?api-version=2024-05-01&$filter=${encodeURIComponent(filter)}`);
        assert.equal((await list("displayName eq 'Red'")).body.count, 1);
        assert.equal((await list("startswith(name, 'blue')")).body.count, 0);
        assert.equal((await list("name eq 'a' or name eq 'b'")).status, 501);
    });

    it("names every wrong field at once", async () => {
        const { status, body } = await arm.call("PUT", `${arm.service}/backends/b`, {
            properties: { protocol: "gopher", title: "", color: "red" },
        });
        assert.equal(status, 400);
        assert.equal(body.error.code, "ValidationError");
        const targets = body.error.details.map(({ target }: { target: string }) => target);
        assert.deepEqual(targets.sort(), ["color", "protocol", "title"]);
    });

    it("says 501 and names the field for a value that it has no behaviour for", async () => {
        const soap = { url: "https://example.com", protocol: "soap" };
        const { status, body } = await arm.call("PUT", `${arm.service}/backends/b`, { properties: soap });
        assert.equal(status, 501);
        assert.match(body.error.message, /'protocol' with the value "soap"/);
    });

    it("never repeats a credential in a refusal", async () => {
        const credentials = {
            authorization: { scheme: "Bearer", parameter: "dapi-secret" },
            certificate: ["dapi-secret"],
        };
        const backend = { properties: { url: "https://example.com", protocol: "http", credentials } };
        for (const body of [backend, `${JSON.stringify(backend)}}`]) {
            const answer = await arm.call("PUT", `${arm.service}/backends/b`, body);
            assert.ok(answer.status >= 400 && !JSON.stringify(answer.body).includes("dapi-secret"), answer.body);
        }
    });

    it("refuses a name that the type does not allow", async () => {
        const { status, body } = await arm.call("PUT", `${arm.service}/apis/a%3Cb`, { properties: { path: "a" } });
        assert.deepEqual([status, body.error.details[0].target], [400, "name"]);
    });

    it("changes only what a PATCH sends", async () => {
        const product = `${arm.service}/products/p`;
        await arm.call("PUT", product, {
            properties: { displayName: "P", description: "old", subscriptionRequired: false },
        });
        const { status, body } = await arm.call("PATCH", product, { properties: { description: "new" } });
        assert.equal(status, 200);
        assert.deepEqual([body.properties.displayName, body.properties.description], ["P", "new"]);
        const cleared = await arm.call("PATCH", product, { properties: { description: null } });
        assert.equal(cleared.body.properties.description, undefined);
        const nameless = await arm.call("PATCH", product, { properties: { displayName: null } });
        assert.equal(nameless.body.error.details[0].target, "displayName");
        await arm.call("DELETE", product);
    });

    it("says 501 and names an action that it does not serve", async () => {
        const { status, body } = await arm.call("POST", `${arm.service}/namedValues/pat/renewSecret`);
        assert.equal(status, 501);
        assert.match(body.error.message, /renewSecret/);
    });
});
