import assert from "node:assert/strict";
import { startTestArm, type TestArm } from "./testArm";

describe("writes at the same time in the emulated Resource Manager", () => {
    let arm: TestArm;
    let api: string;
    before(async () => {
        arm = await startTestArm({ latency: { controlPlaneMs: 60, importMs: 1_000 } });
        api = `${arm.service}/apis/a`;
        await put(api, { path: "a" });
        await put(`${arm.service}/tags/red`, { displayName: "Red" });
    });
    after(() => arm.close());

    const put = (path: string, properties: object = {}) => arm.call("PUT", path, { properties });
    const operation = { displayName: "Get", method: "GET", urlTemplate: "/" };
    /** Statuses of calls that are made at once, in their order. */
    const statuses = async (...calls: Promise<{ status: number }>[]) =>
        (await Promise.all(calls)).map(({ status }) => status);

    it("are refused below one API, and of its revisions", async () => {
        const first = put(`${api}/operations/get`, operation);
        const second = put(`${api}/tags/red`);
        const third = put(`${api};rev=2`, { path: "a" });
        const answers = await Promise.all([first, second, third]);
        const refused = answers.filter(({ status }) => status === 409);
        assert.equal(refused.length, 2);
        for (const { body } of refused) {
            assert.deepEqual(body, {
                error: {
                    code: "PessimisticConcurrencyConflict",
                    message: "Operation on the API is in progress",
                    details: null,
                },
            });
        }
    });

    it("are let through one after the other, and below different APIs", async () => {
        await put(`${arm.service}/apis/b`, { path: "b" });
        const both = statuses(put(`${api}/tags/red`), put(`${arm.service}/apis/b/tags/red`));
        assert.ok((await both).every((status) => status < 300));
        assert.equal((await put(`${api}/operations/get`, operation)).status < 300, true);
    });

    it("do not stand in the way of reads", async () => {
        assert.deepEqual(await statuses(put(`${api}/tags/red`), arm.call("GET", api), arm.call("GET", `${api}/tags`)), [
            ...[200, 200, 200],
        ]);
    });

    it("are refused for one entity, with 412", async () => {
        const tag = `${arm.service}/tags/red`;
        const answers = await statuses(put(tag, { displayName: "Red" }), put(tag, { displayName: "Dark red" }));
        assert.deepEqual(answers.sort(), [200, 412]);
    });

    it("are refused while an import is under way, which names no interval to poll at", async () => {
        const document = { openapi: "3.0.1", info: { title: "A", version: "1" }, paths: {} };
        const importing = await put(api, { path: "a", format: "openapi+json", value: JSON.stringify(document) });
        assert.equal(importing.headers["retry-after"], undefined);
        const poll = await arm.call("GET", importing.headers["azure-asyncoperation"]!);
        assert.deepEqual([poll.body.status, poll.headers["retry-after"]], ["InProgress", undefined]);
        assert.equal((await put(`${api}/tags/red`)).status, 409);
        arm.advance(1_000);
        assert.equal((await put(`${api}/tags/red`)).status, 200);
    });

    it("are refused for some time after the operation of an import has ended, if asked to", async () => {
        const locking = await startTestArm({ latency: { importLockMs: 3_000 } });
        try {
            const { service } = locking;
            const call = (method: string, path: string, properties?: object) =>
                locking.call(method, `${service}/${path}`, properties && { properties });
            const document = { openapi: "3.0.1", info: { title: "A", version: "1" }, paths: {} };
            await call("PUT", "tags/red", { displayName: "Red" });
            await call("PUT", "apis/b", { path: "b" });
            const value = JSON.stringify(document);
            const put = await call("PUT", "apis/a", { path: "a", format: "openapi+json", value });
            const poll = await locking.call("GET", put.headers["azure-asyncoperation"]!);
            assert.equal(poll.body.status, "Succeeded");
            const link = { apiId: `${service}/apis/a` };
            const writes = async () => [
                (await call("PUT", "apis/a/tags/red", {})).status,
                (await locking.call("PATCH", `${service}/apis/a`, { properties: { path: "a" } }, { "if-match": "*" }))
                    .status,
                (await call("PUT", "tags/red/apiLinks/l", link)).status,
            ];
            assert.deepEqual(await writes(), [409, 409, 409]);
            assert.equal((await call("PUT", "apis/b/tags/red", {})).status, 201);
            assert.equal((await call("GET", "apis/a")).status, 200);
            locking.advance(3_000);
            assert.deepEqual(await writes(), [201, 200, 201]);
        } finally {
            await locking.close();
        }
    });
});
