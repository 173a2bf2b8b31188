import assert from "node:assert/strict";
import { mcpServerOn } from "../../provider/mcpServerProvider";
import { type Answer, type AzureServer, startAzure } from "../azure/azureServer";

const service = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/apim";
const serverId = `${service}/apis/gold-mcp`;
const tool = (name: string, description = "Tells who may leave.") => ({
    name,
    description,
    operationId: `/apis/${name}/operations/invoke`,
});
const inputs = {
    serverId,
    path: "gold-mcp",
    displayName: "Gold (MCP)",
    description: "Tools.",
    keys: { header: "api-key", query: "key" },
    tools: [tool("churn"), tool("wine_quality")],
};

describe("McpServer's provider", () => {
    let azure: AzureServer;
    /** What is in the service, by path. */
    let there: Map<string, any>;
    let refusedTool: string | undefined;
    /** What somebody else makes at the moment of a PUT, which is refused then. */
    let meanwhile: object | undefined;

    const provider = mcpServerOn(() => azure.resourceManager());

    before(async () => {
        azure = await startAzure(({ method, url, body }): Answer => {
            const path = url.split("?")[0]!;
            if (path.endsWith("/tools") || path.endsWith("/subscriptions")) {
                const value = [...there].filter(([id]) => id.startsWith(`${path}/`)).map(([, entity]) => entity);
                return { status: 200, body: { value } };
            }
            if (method === "PUT" && refusedTool && path.endsWith(refusedTool)) {
                return { status: 400, body: { error: { code: "ValidationError", message: "Operation not found." } } };
            }
            if (method === "PUT" && meanwhile) {
                there.set(path, meanwhile);
                return { status: 409, body: { error: { code: "Conflict", message: "Somebody else was first." } } };
            }
            if (method === "PUT") there.set(path, { name: path.split("/").at(-1), ...JSON.parse(body) });
            if (method === "DELETE")
                for (const id of there.keys()) if (id === path || id.startsWith(`${path}/`)) there.delete(id);
            const entity = there.get(path);
            return entity ? { status: 200, body: entity } : { status: method === "DELETE" ? 204 : 404 };
        });
        await provider.configure!({} as any);
    });
    after(() => azure.close());
    beforeEach(() => {
        there = new Map();
        refusedTool = undefined;
        meanwhile = undefined;
        azure.received.length = 0;
    });

    const written = () =>
        azure.received
            .filter(({ method }) => method !== "GET")
            .map(({ method, url }) => `${method} ${url.slice(service.length)}`);
    const version = "?api-version=2025-09-01-preview";

    it("makes the server, and then its tools, with the version that has them", async () => {
        const { id, outs } = await provider.create(inputs);
        assert.deepEqual([id, outs], [serverId, inputs]);
        assert.deepEqual(written(), [
            `PUT /apis/gold-mcp${version}`,
            `PUT /apis/gold-mcp/tools/churn${version}`,
            `PUT /apis/gold-mcp/tools/wine_quality${version}`,
        ]);
        assert.deepEqual(there.get(serverId).properties, {
            type: "mcp",
            path: "gold-mcp",
            displayName: "Gold (MCP)",
            description: "Tools.",
            protocols: ["https"],
            subscriptionRequired: true,
            subscriptionKeyParameterNames: { header: "api-key", query: "key" },
            mcpProperties: { transportType: "streamable", endpoints: [{ name: "mcp", uriTemplate: "/mcp" }] },
        });
        const { name: displayName, description, operationId } = tool("churn");
        assert.deepEqual(there.get(`${serverId}/tools/churn`).properties, { displayName, description, operationId });
    });

    it("takes keys from the Authorization header where callers send them there, and none where they need none", async () => {
        const names = () => there.get(serverId).properties.subscriptionKeyParameterNames;
        await provider.create({ ...inputs, keys: { ...inputs.keys, bearer: true } });
        assert.deepEqual(names(), { header: "api-key", query: "key", bearer: "enabled" });
        there.clear();
        const { keys: _, ...open } = inputs;
        await provider.create(open);
        assert.deepEqual([there.get(serverId).properties.subscriptionRequired, names()], [false, undefined]);
    });

    it("takes over nothing that is there already", async () => {
        there.set(serverId, { name: "gold-mcp", properties: {} });
        await assert.rejects(provider.create(inputs), (error: Error) => {
            assert.match(error.message, /gold-mcp exists already, and is not in the stack's state/);
            return error.stack === "";
        });
        assert.deepEqual(written(), []);
    });

    it("leaves nothing behind where a tool is refused", async () => {
        refusedTool = "wine_quality";
        await assert.rejects(provider.create(inputs), /Operation not found/);
        assert.deepEqual([...there.keys()], []);
    });

    it("leaves what another one made under its name meanwhile", async () => {
        meanwhile = { name: "gold-mcp", properties: { path: "theirs", displayName: "Theirs" } };
        await assert.rejects(provider.create(inputs), /Somebody else was first/);
        assert.deepEqual([...there.keys()], [serverId]);
        assert.ok(!written().some((call) => call.startsWith("DELETE")));
    });

    it("writes the tools that changed, and deletes those that are gone before", async () => {
        await provider.create(inputs);
        there.set(`${serverId}/tools/by_hand`, { name: "by_hand", properties: {} });
        azure.received.length = 0;
        const news = { ...inputs, tools: [tool("wine_quality", "Rates wine."), tool("fraud")] };
        assert.deepEqual((await provider.update!(serverId, inputs, news)).outs, news);
        assert.deepEqual(written(), [
            `DELETE /apis/gold-mcp/tools/churn${version}`,
            `PUT /apis/gold-mcp${version}`,
            `PUT /apis/gold-mcp/tools/wine_quality${version}`,
            `PUT /apis/gold-mcp/tools/fraud${version}`,
        ]);
        assert.ok(there.has(`${serverId}/tools/by_hand`));
    });

    it("does not make a server anew that somebody deleted: it would have neither policy nor products", async () => {
        await assert.rejects(
            provider.update!(serverId, inputs, inputs),
            /was deleted outside of this stack[^]*pulumi refresh/,
        );
        assert.deepEqual(written(), []);
    });

    it("changes where an input does, and is another server under another id", async () => {
        const diff = (news: object) => provider.diff!(serverId, inputs, { ...inputs, ...news } as any);
        assert.equal((await diff({})).changes, false);
        assert.equal((await diff({ serverId: serverId.toUpperCase() })).replaces!.length, 0);
        assert.equal((await diff({ tools: [] })).changes, true);
        assert.deepEqual((await diff({ serverId: `${serverId}x` })).replaces, ["serverId"]);
    });

    it("finds in a refresh what somebody changed, and no tools of others", async () => {
        await provider.create(inputs);
        const read = async () => (await provider.read!(serverId, inputs)).props;
        assert.deepEqual(await read(), inputs);
        there.set(`${serverId}/tools/by_hand`, { name: "by_hand", properties: {} });
        there.get(`${serverId}/tools/churn`).properties.operationId = `${service}/apis/churn/operations/invoke`;
        assert.deepEqual(await read(), inputs);
        there.get(serverId).properties.displayName = "Other";
        there.get(`${serverId}/tools/churn`).properties.displayName = "other";
        there.delete(`${serverId}/tools/wine_quality`);
        const found = await read();
        assert.equal(found.displayName, "Other");
        assert.deepEqual(
            found.tools.map(({ name }: { name: string }) => name),
            ["churn"],
        );
        // The next update writes all of it again.
        azure.received.length = 0;
        await provider.update!(serverId, found, inputs);
        assert.deepEqual(written(), [
            `PUT /apis/gold-mcp${version}`,
            `PUT /apis/gold-mcp/tools/churn${version}`,
            `PUT /apis/gold-mcp/tools/wine_quality${version}`,
        ]);
        there.clear();
        assert.deepEqual(await provider.read!(serverId, inputs), { id: "" });
    });

    it("deletes its tools, and then itself", async () => {
        await provider.create(inputs);
        azure.received.length = 0;
        await provider.delete!(serverId, inputs);
        assert.deepEqual(written(), [
            `DELETE /apis/gold-mcp/tools/churn${version}`,
            `DELETE /apis/gold-mcp/tools/wine_quality${version}`,
            `DELETE /apis/gold-mcp${version}`,
        ]);
        assert.deepEqual([...there.keys()], []);
    });

    it("is not deleted while somebody else has a key of its own to it", async () => {
        await provider.create(inputs);
        const subscription = {
            name: "theirs",
            properties: { scope: serverId, state: "active", displayName: "Theirs" },
        };
        there.set(`${service}/subscriptions/theirs`, subscription);
        await assert.rejects(provider.delete!(serverId, inputs), /theirs[^]*Delete these subscriptions first/);
        assert.ok(there.has(serverId));
    });
});
