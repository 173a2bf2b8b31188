import assert from "node:assert/strict";
import type { Entity } from "../../../emulator/arm/kernel/store";
import { startTestArm, type TestArm } from "./testArm";

describe("what a tier takes", () => {
    let arm: TestArm;
    beforeEach(async () => {
        arm = await startTestArm();
    });
    afterEach(() => arm.close());

    const put = (path: string, properties: object) => arm.call("PUT", `${arm.service}/${path}`, { properties });

    function becomes(tier: string): void {
        const service = arm.store.get(arm.service)!;
        arm.store.set({ ...service, envelope: { ...service.envelope, sku: { name: tier, capacity: 1 } } });
    }

    function fill(type: string, count: number): void {
        const collection = type.slice(type.lastIndexOf("/") + 1);
        for (let at = 0; at < count; at++) {
            const id = `${arm.service}/${collection}/filled-${at}`;
            const entity = { id, type: `Microsoft.ApiManagement/service/${type}`, name: `filled-${at}` };
            arm.store.set({ ...entity, envelope: {}, properties: {}, secrets: {}, etag: "1" } as Entity);
        }
    }

    for (const [name, capacity, expected] of [
        ["Consumption", 1, "Invalid parameter: For Consumption SKU Type capacity must be specified as 0."],
        ["Developer", 2, "Invalid parameter: For Developer SKU Type capacity must be specified as 1."],
        ["Basic", 3, "Invalid parameter: For Basic SKU Type capacity must be specified as 1 to 2."],
        ["Standard", 5, "Invalid parameter: For Standard SKU Type capacity must be specified as 1 to 4."],
        ["Premium", 0, "Invalid parameter: For Premium SKU Type capacity must be specified as 1 or more."],
        ["StandardV2", 11, "Invalid parameter: For StandardV2 SKU Type capacity must be specified as 1 to 10."],
        ["PremiumV2", 31, "Invalid parameter: For PremiumV2 SKU Type capacity must be specified as 1 to 30."],
    ] as const) {
        it(`refuses ${capacity} units of ${name}`, async () => {
            const other = `${arm.service.slice(0, arm.service.lastIndexOf("/"))}/apim-other`;
            const properties = { publisherEmail: "a@example.com", publisherName: "A" };
            const body = { location: "westeurope", sku: { name, capacity }, properties };
            const refused = await arm.call("PUT", other, body);
            const { code, message } = refused.body.error;
            assert.deepEqual([refused.status, code, message], [400, "InvalidParameters", expected]);
            assert.equal((await arm.call("GET", other)).status, 404);
        });
    }

    it("refuses a policy document that is too large for it", async () => {
        await put("apis/churn", { path: "churn" });
        const sized = (bytes: number) => {
            const [before, after] = ['<policies><inbound><set-variable name="a" value="', '" /></inbound></policies>'];
            return `${before}${"x".repeat(bytes - before.length - after.length)}${after}`;
        };
        for (const [tier, kib] of [
            ["Developer", 512],
            ["BasicV2", 512],
            ["Consumption", 16],
        ] as const) {
            becomes(tier);
            const fits = await put("apis/churn/policies/policy", { value: sized(kib * 1024) });
            assert.ok(fits.status < 300, tier);
            const { status, body } = await put("apis/churn/policies/policy", { value: sized(kib * 1024 + 1) });
            assert.deepEqual(
                [status, body.error.details[0].message],
                [400, `Policy document exceeds the limit of ${kib} KiB.`],
            );
        }
    });

    it("refuses the entity that is one too many, and lets those that are there be written", async () => {
        fill("products", 100);
        const { status, body } = await put("products/gold", { displayName: "Gold" });
        assert.equal(status, 400);
        assert.equal(body.error.message, "The service has reached the limit of 100 products of the Developer tier.");
        assert.equal((await put("products/filled-1", { displayName: "Filled" })).status, 200);
        becomes("BasicV2");
        assert.equal((await put("products/gold", { displayName: "Gold" })).status, 201);
    });

    it("refuses an import whose operations do not fit, those that it replaces left out", async () => {
        const value = (count: number) => {
            const responses = { 200: { description: "OK" } };
            const paths = Object.fromEntries(
                Array.from({ length: count }, (_, at) => [`/a${at}`, { get: { operationId: `o${at}`, responses } }]),
            );
            return JSON.stringify({ openapi: "3.0.3", info: { title: "Churn", version: "1" }, paths });
        };
        const importing = (count: number) =>
            put("apis/churn", { path: "churn", format: "openapi+json", value: value(count) });
        fill("apis/operations", 2_990);
        assert.equal((await importing(10)).status, 201);
        assert.equal((await importing(10)).status, 200);
        const { status, body } = await importing(11);
        assert.deepEqual(
            [status, body.error.message],
            [400, "The service has reached the limit of 3000 operations of the Developer tier."],
        );
    });
});
