import assert from "node:assert/strict";
import { startTestArm, type TestArm } from "./testArm";

describe("Application Insights in the emulated Resource Manager", () => {
    let arm: TestArm;
    let workbook: string;
    before(async () => {
        arm = await startTestArm();
        workbook = at("workbooks/0b7c5f0e-1111-2222-3333-444455556666");
    });
    afterEach(() => call("DELETE", workbook));
    after(() => arm.close());

    const at = (path: string) => `${arm.service.split("/providers/")[0]}/providers/Microsoft.Insights/${path}`;
    const call = (method: string, path: string, body?: unknown, query = "") =>
        arm.call(method, `${path}?api-version=2023-06-01${query}`, body);
    const content = { displayName: "Calls", category: "workbook", serializedData: '{"version":"Notebook/1.0"}' };
    const put = (properties: object = {}, envelope: object = {}, path = workbook) =>
        call("PUT", path, {
            location: "westeurope",
            kind: "shared",
            ...envelope,
            properties: { ...content, ...properties },
        });

    it("has a component with a connection string", async () => {
        const path = `${at("components/appi-serving-gateway")}?api-version=2020-02-02`;
        const { status, body } = await arm.call("GET", path);
        assert.equal(status, 200);
        const { ConnectionString, InstrumentationKey } = body.properties;
        assert.ok(ConnectionString.startsWith(`InstrumentationKey=${InstrumentationKey};IngestionEndpoint=https://`));
        assert.equal((await arm.call("DELETE", path)).status, 501);
    });

    it("keeps workbooks, which show their content only on request", async () => {
        assert.equal((await put()).status, 201);
        assert.equal((await put({ displayName: "Calls and costs" })).status, 200);
        const bare = await call("GET", workbook);
        assert.deepEqual(
            [bare.body.properties.displayName, bare.body.properties.serializedData],
            ["Calls and costs", null],
        );
        const whole = await call("GET", workbook, undefined, "&canFetchContent=true");
        assert.equal(whole.body.properties.serializedData, content.serializedData);
        assert.ok(arm.store.ids().includes(workbook));
        assert.equal((await call("DELETE", workbook)).status, 200);
        assert.equal((await call("GET", workbook)).status, 404);
    });

    it("refuses a workbook whose name is no GUID", async () => {
        const { status, body } = await put({}, {}, at("workbooks/Calls"));
        assert.deepEqual([status, body.error.message], [400, "Invalid Workbook resource name: 'calls'"]);
    });

    it("refuses a second workbook of the same display name", async () => {
        await put();
        const { status, body } = await put({}, {}, at("workbooks/0b7c5f0e-1111-2222-3333-444455557777"));
        assert.deepEqual([status, body.error.code], [409, "Conflict"]);
    });

    for (const [what, properties, envelope] of [
        ["content that is not JSON", { serializedData: "{" }, {}],
        ["no content", { serializedData: null }, {}],
        ["a member that there is not", { color: "red" }, {}],
        ["another kind", {}, { kind: "user" }],
        ["no location", {}, { location: undefined }],
    ] as const) {
        it(`refuses a workbook with ${what}`, async () => {
            assert.equal((await put(properties, envelope)).status, 400);
        });
    }
});
