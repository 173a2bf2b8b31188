import assert from "node:assert/strict";
import { startTestArm, type TestArm } from "./testArm";

const preview = "?api-version=2025-09-01-preview";
const server = { type: "mcp", path: "tools", displayName: "Tools", protocols: ["https"] };
const document = (...paths: string[]) => {
    const post = { operationId: "invoke", responses: { "200": { description: "OK" } } };
    const items = Object.fromEntries(paths.map((path) => [path, { post: { ...post, operationId: path.slice(1) } }]));
    return JSON.stringify({ openapi: "3.0.3", info: { title: "churn", version: "1" }, paths: items });
};
const churn = (...paths: string[]) => ({ path: "churn", format: "openapi+json", value: document(...paths) });

describe("MCP servers in the emulated Resource Manager", () => {
    let arm: TestArm;
    beforeEach(async () => {
        arm = await startTestArm();
        await put("/apis/churn", churn("/invoke", "/feedback"), "");
    });
    afterEach(() => arm.close());

    const put = (path: string, properties: object, version = preview) =>
        arm.call("PUT", `${arm.service}${path}${version}`, { properties });
    const get = (path: string, version = preview) => arm.call("GET", `${arm.service}${path}${version}`);
    const tool = (operation: string) => ({ displayName: "churn", operationId: `/apis/churn/operations/${operation}` });
    const target = ({ status, body }: Awaited<ReturnType<typeof put>>) => [status, body.error?.details?.[0]?.target];

    it("are APIs of one preview version, which alone shows what is special about them", async () => {
        assert.deepEqual(target(await put("/apis/mcp", server, "?api-version=2025-03-01-preview")), [400, "type"]);
        assert.equal((await put("/apis/mcp", server)).status, 201);
        const { type, mcpProperties } = (await get("/apis/mcp")).body.properties;
        assert.equal(type, "mcp");
        assert.deepEqual(mcpProperties, {
            transportType: "streamable",
            endpoints: [{ name: "mcp", uriTemplate: "/mcp" }],
        });
        assert.equal((await get("/apis/mcp", "")).body.properties.mcpProperties, undefined);
        assert.equal((await get("/apis/mcp/tools", "")).status, 400);
    });

    it("are refused in the Consumption tier, and where anything else is asked of them", async () => {
        assert.deepEqual(target(await put("/apis/other", { path: "other", mcpProperties: {} })), [
            400,
            "mcpProperties",
        ]);
        const sse = { ...server, mcpProperties: { transportType: "sse" } };
        assert.equal((await put("/apis/mcp", sse)).status, 501);
        const service = arm.store.get(arm.service)!;
        arm.store.set({ ...service, envelope: { ...service.envelope, sku: { name: "Consumption", capacity: 0 } } });
        assert.deepEqual(target(await put("/apis/mcp", server)), [400, "type"]);
    });

    it("have tools over operations that are there, each name once", async () => {
        await put("/apis/mcp", server);
        assert.equal((await put("/apis/mcp/tools/churn", tool("invoke"))).status, 201);
        assert.deepEqual(target(await put("/apis/mcp/tools/other", tool("feedback"))), [400, "displayName"]);
        const named = (displayName: string) => put("/apis/mcp/tools/a", { ...tool("invoke"), displayName });
        assert.deepEqual(target(await named("a.b")), [400, "displayName"]);
        assert.deepEqual(target(await put("/apis/mcp/tools/a", tool("gone"))), [400, "operationId"]);
        assert.deepEqual(target(await put("/apis/churn/tools/a", tool("invoke"))), [400, "apiId"]);
        const { value } = (await get("/apis/mcp/tools")).body;
        assert.deepEqual(
            value.map(({ name }: { name: string }) => name),
            ["churn"],
        );
    });

    it("keep the operations of their tools: neither a DELETE nor an import takes one away", async () => {
        await put("/apis/mcp", server);
        await put("/apis/mcp/tools/churn", tool("invoke"));
        const operation = `${arm.service}/apis/churn/operations/invoke`;
        assert.deepEqual(target(await arm.call("DELETE", operation)), [400, "operationId"]);
        assert.deepEqual(target(await put("/apis/churn", churn("/feedback"), "")), [400, "operationId"]);
        assert.equal((await put("/apis/churn", churn("/invoke"), "")).status, 200);
        assert.equal((await arm.call("DELETE", `${arm.service}/apis/mcp/tools/churn${preview}`)).status, 200);
        assert.equal((await arm.call("DELETE", operation)).status, 200);
    });
});
