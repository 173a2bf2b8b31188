import assert from "node:assert/strict";
import { startTestArm, type TestArm } from "./testArm";

describe("revisions of an API", () => {
    let arm: TestArm;
    let api: string;
    const operation = { displayName: "Get", method: "GET", urlTemplate: "/" };
    const policy = (name: string) => ({
        properties: { value: `<policies><inbound><set-variable name="${name}" value="1" /></inbound></policies>` },
    });

    beforeEach(async () => {
        arm = await startTestArm();
        api = `${arm.service}/apis/churn`;
        await put(api, { path: "churn", displayName: "Churn", description: "Who leaves" });
        await put(`${api}/operations/get`, operation);
        await arm.call("PUT", `${api}/policies/policy`, policy("first"));
    });
    afterEach(() => arm.close());

    const put = (path: string, properties: object) => arm.call("PUT", path, { properties });
    const candidate = (properties: object = {}) =>
        put(`${api};rev=2`, { path: "churn", sourceApiId: api, apiRevision: "2", ...properties });
    /** What the poll of a long-running operation says at its end. */
    const outcome = async (answer: { headers: Record<string, string> }) => arm.call("GET", answer.headers.location!);
    const names = async (path: string) =>
        (await arm.call("GET", path)).body.value.map(({ name }: { name: string }) => name) as string[];

    it("are the API itself where they are current", async () => {
        const { body } = await arm.call("GET", `${api};rev=1`);
        assert.deepEqual([body.id, body.properties.apiRevision, body.properties.isCurrent], [api, "1", true]);
        assert.equal((await arm.call("GET", `${api};rev=2`)).status, 404);
    });

    it("take over what their source has, and then live apart from it", async () => {
        assert.equal((await candidate()).status, 201);
        const { body } = await arm.call("GET", `${api};rev=2`);
        assert.deepEqual(
            [body.name, body.properties.displayName, body.properties.apiRevision, body.properties.isCurrent],
            ["churn;rev=2", "Churn", "2", undefined],
        );
        assert.deepEqual(await names(`${api};rev=2/operations`), ["get"]);
        await arm.call("PUT", `${api};rev=2/policies/policy`, policy("second"));
        await arm.call("DELETE", `${api};rev=2/operations/get`);
        assert.match((await arm.call("GET", `${api}/policies/policy`)).body.properties.value, /first/);
        assert.match((await arm.call("GET", `${api};rev=2/policies/policy`)).body.properties.value, /second/);
        assert.deepEqual(await names(`${api}/operations`), ["get"]);
    });

    it("start empty without a source", async () => {
        await put(`${api};rev=2`, { path: "churn" });
        assert.deepEqual(await names(`${api};rev=2/operations`), []);
    });

    it("import documents of their own", async () => {
        const document = {
            openapi: "3.0.1",
            info: { title: "Churn", version: "1" },
            paths: { "/new": { post: { operationId: "new", responses: { 200: { description: "OK" } } } } },
        };
        const importing = { format: "openapi+json", value: JSON.stringify(document), displayName: "Churn" };
        const answer = await candidate({ ...importing, description: "Who leaves" });
        assert.equal((await outcome(answer)).status, 201);
        assert.deepEqual(
            [await names(`${api};rev=2/operations`), await names(`${api}/operations`)],
            [["new"], ["get"]],
        );
        const renamed = JSON.stringify({ ...document, info: { title: "Other", version: "1" } });
        const other = await put(`${api};rev=2`, { path: "churn", format: "openapi+json", value: renamed });
        const refusal = await outcome(other);
        assert.deepEqual(
            [refusal.status, refusal.body.error.message],
            [400, "Can't change property Name for non-current revision "],
        );
    });

    for (const [name, properties] of [
        ["Name", { displayName: "Other" }],
        ["Path", { path: "other" }],
        ["Description", { description: "Other" }],
        ["Protocols", { protocols: ["http"] }],
        ["SubscriptionRequired", { subscriptionRequired: false }],
    ] as const) {
        it(`cannot change the ${name} while they are not current`, async () => {
            const refusal = await outcome(await candidate(properties));
            assert.deepEqual(refusal.body, {
                error: {
                    code: "ValidationError",
                    message: `Can't change property ${name} for non-current revision `,
                    details: null,
                },
            });
            assert.equal((await arm.call("GET", `${api};rev=2`)).status, 404);
        });
    }

    it("follow the current one in what they share", async () => {
        await candidate();
        await put(api, { path: "churn", displayName: "Renamed" });
        const { body } = await arm.call("GET", `${api};rev=2`);
        assert.equal(body.properties.displayName, "Renamed");
    });

    for (const [what, path, properties, target] of [
        ["are current from the start", ";rev=2", { isCurrent: true }, "IsCurrent"],
        ["say another number than their name", ";rev=2", { apiRevision: "3" }, "apiRevision"],
        ["are no number", ";rev=two", {}, "name"],
        ["come from an API that is not there", ";rev=2", { sourceApiId: "/apis/none" }, "sourceApiId"],
    ] as const) {
        it(`are refused where they ${what}`, async () => {
            const { status, body } = await put(`${api}${path}`, { path: "churn", ...properties });
            assert.deepEqual([status, body.error.details[0].target], [400, target]);
        });
    }

    it("begin with 1", async () => {
        const first = await put(`${arm.service}/apis/none;rev=2`, { path: "none" });
        assert.deepEqual([first.status, first.body.error.details[0].target], [400, "apiRevision"]);
        const born = await put(`${arm.service}/apis/none`, { path: "none", apiRevision: "v7" });
        assert.deepEqual([born.status, born.body.properties.apiRevision], [201, "1"]);
    });

    it("are listed with the path that reaches them", async () => {
        await candidate({ apiRevisionDescription: "Next" });
        const { body } = await arm.call("GET", `${api}/revisions`);
        const shown = body.value.map(({ apiId, isCurrent, privateUrl, description }: Record<string, unknown>) => ({
            apiId,
            isCurrent,
            privateUrl,
            description,
        }));
        assert.deepEqual(shown, [
            { apiId: "/apis/churn;rev=2", isCurrent: false, privateUrl: "/churn;rev=2", description: "Next" },
            { apiId: "/apis/churn;rev=1", isCurrent: true, privateUrl: "/churn", description: null },
        ]);
    });

    it("are deleted one by one, without touching the API", async () => {
        await candidate();
        assert.equal((await arm.call("DELETE", `${api};rev=2`)).status, 202);
        assert.equal((await arm.call("GET", `${api};rev=2`)).status, 404);
        assert.deepEqual(await names(`${api}/operations`), ["get"]);
    });

    it("keep the current one from being deleted, unless all are to go", async () => {
        await candidate();
        const refusal = await outcome(await arm.call("DELETE", api));
        assert.deepEqual(
            [refusal.status, refusal.body.error.message],
            [400, "Cannot delete the current revision of an API."],
        );
        await arm.call("DELETE", `${api}?api-version=2024-05-01&deleteRevisions=true`);
        assert.ok(!arm.store.ids().some((id) => id.includes("/apis/churn")));
    });

    it("share products and subscriptions", async () => {
        await candidate();
        await put(`${arm.service}/products/p`, { displayName: "P", subscriptionRequired: false });
        await arm.call("PUT", `${arm.service}/products/p/apis/churn;rev=2`);
        assert.deepEqual(await names(`${arm.service}/products/p/apis`), ["churn"]);
        const { body } = await put(`${arm.service}/subscriptions/s`, { scope: "/apis/churn;rev=2", displayName: "S" });
        assert.equal(body.properties.scope, api);
    });

    it("cannot be written while another one of the API is imported", async () => {
        const slow = await startTestArm({ latency: { importMs: 1_000 } });
        try {
            const at = `${slow.service}/apis/a`;
            const document = { openapi: "3.0.1", info: { title: "A", version: "1" }, paths: {} };
            const properties = { path: "a", format: "openapi+json", value: JSON.stringify(document) };
            await slow.call("PUT", at, { properties });
            const { status, body } = await slow.call("PUT", `${at};rev=2`, { properties: { path: "a" } });
            assert.deepEqual([status, body.error.code], [409, "PessimisticConcurrencyConflict"]);
        } finally {
            await slow.close();
        }
    });

    it("become current by a release, and what was current stays as a revision", async () => {
        await put(`${arm.service}/tags/red`, { displayName: "Red" });
        await arm.call("PUT", `${api}/tags/red`);
        await candidate();
        await arm.call("PUT", `${api};rev=2/policies/policy`, policy("second"));
        const { status } = await put(`${api}/releases/r`, { apiId: "/apis/churn;rev=2", notes: "Better" });
        assert.equal(status, 201);
        const noted = await put(`${api}/releases/r`, { notes: "Much better" });
        assert.deepEqual([noted.status, noted.body.properties.apiId], [200, `${api};rev=2`]);
        assert.equal((await put(`${api}/releases/s`, {})).status, 400);
        const { body } = await arm.call("GET", api);
        assert.deepEqual([body.properties.apiRevision, body.properties.isCurrent], ["2", true]);
        assert.match((await arm.call("GET", `${api}/policies/policy`)).body.properties.value, /second/);
        assert.match((await arm.call("GET", `${api};rev=1/policies/policy`)).body.properties.value, /first/);
        assert.deepEqual([await names(`${api}/tags`), await names(`${api}/releases`)], [["red"], ["r"]]);
        const former = await outcome(await arm.call("DELETE", `${api};rev=1`));
        assert.equal(former.status, 200);
        assert.deepEqual(await names(`${api}/operations`), ["get"]);
    });
});
