import assert from "node:assert/strict";
import { startTestArm, type TestArm } from "./testArm";

describe("versions of an API", () => {
    let arm: TestArm;
    before(async () => {
        arm = await startTestArm();
    });
    beforeEach(async () => {
        await put("apiVersionSets/churn", { displayName: "Churn", versioningScheme: "Segment" });
        await version("churn-v1", "v1");
    });
    afterEach(async () => {
        for (const id of ["churn", "churn-v1", "churn-v2", "other"])
            await arm.call("DELETE", `${arm.service}/apis/${id}`);
    });
    after(() => arm.close());

    const put = (path: string, properties: object) => arm.call("PUT", `${arm.service}/${path}`, { properties });
    const version = (id: string, apiVersion?: string, properties: object = {}) =>
        put(`apis/${id}`, { path: "churn", apiVersionSetId: "/apiVersionSets/churn", apiVersion, ...properties });
    const reason = (body: any) => body.error.details[0] as { target: string; message: string };

    it("share a path within one set, and one of them may have none", async () => {
        const { status, body } = await version("churn-v2", "v2");
        assert.deepEqual([status, body.properties.apiVersion], [201, "v2"]);
        assert.equal(body.properties.apiVersionSetId, `${arm.service}/apiVersionSets/churn`);
        assert.equal((await version("churn")).status, 201);
    });

    it("are each there once in a set, whatever the case", async () => {
        const { status, body } = await version("churn-v2", "V1");
        assert.equal(status, 400);
        assert.deepEqual(reason(body).message, "API with specified version 'V1' already exists");
    });

    it("share a path with no API outside of their set", async () => {
        const refusal = async ({ headers }: Awaited<ReturnType<typeof put>>) =>
            reason((await arm.call("GET", headers["azure-asyncoperation"]!)).body);
        const outside = await put("apis/other", { path: "Churn" });
        assert.match((await refusal(outside)).message, /same Path 'Churn' as API 'churn-v1'/);
        await put("apiVersionSets/other", { displayName: "Other", versioningScheme: "Query", versionQueryName: "v" });
        const elsewhere = await version("other", "v1", { apiVersionSetId: "/apiVersionSets/other" });
        assert.equal((await refusal(elsewhere)).target, "path");
    });

    for (const [what, properties, target] of [
        ["a version without a set", { apiVersion: "v2" }, "apiVersionSetId"],
        ["a set that is not there", { apiVersion: "v2", apiVersionSetId: "/apiVersionSets/none" }, "apiVersionSetId"],
        ["a segment with a slash", { apiVersion: "v/2", apiVersionSetId: "/apiVersionSets/churn" }, "apiVersion"],
    ] as const) {
        it(`refuse ${what}`, async () => {
            const { status, body } = await put("apis/other", { path: "other", ...properties });
            assert.deepEqual([status, reason(body).target], [400, target]);
        });
    }

    it("keep their set from being deleted", async () => {
        const set = `${arm.service}/apiVersionSets/churn`;
        const { status, body } = await arm.call("DELETE", set);
        assert.equal(status, 400);
        assert.match(body.error.message, /is used by[^]*\/apis\/churn-v1/);
        await arm.call("DELETE", `${arm.service}/apis/churn-v1`);
        assert.equal((await arm.call("DELETE", set)).status, 200);
    });

    it("are made from one another", async () => {
        await put("apis/churn-v1/operations/get", { displayName: "Get", method: "GET", urlTemplate: "/" });
        const { status } = await version("churn-v2", "v2", { sourceApiId: "/apis/churn-v1" });
        assert.equal(status, 201);
        const operations = await arm.call("GET", `${arm.service}/apis/churn-v2/operations`);
        assert.equal(operations.body.count, 1);
    });
});
