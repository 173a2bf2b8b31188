import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import assert from "node:assert/strict";
import { fetch } from "undici";
import { runningGateway } from "./runningGateway";

const info = { name: "test", version: "1" };

/** Both clients as their documentation has them, which differ in names alone. */
const clients = [
    ["@modelcontextprotocol/sdk 1", () => new Client(info), StreamableHTTPClientTransport],
    ["@modelcontextprotocol/client 2", () => new NewClient(info), NewTransport],
] as const;

const churnBody = {
    type: "object",
    required: ["dataframe_records"],
    properties: { dataframe_records: { type: "array", items: { $ref: "#/components/schemas/Row" } } },
};
const row = { type: "object", properties: { age: { type: "integer" } } };

function policyWith(inbound: string): string {
    return `<policies><inbound><base />${inbound}</inbound><backend><base /></backend></policies>`;
}

describe("MCP servers on the emulated gateway", () => {
    const running = runningGateway();

    beforeEach(() => {
        const { plane, upstream } = running;
        plane.api("churn", { serviceUrl: `${upstream.url}/churn`, subscriptionRequired: true }, []);
        const request = {
            representations: [{ contentType: "application/json", schemaId: "s", typeName: "InvokeRequest" }],
        };
        const operation = { method: "POST", urlTemplate: "/invocations", templateParameters: [], request };
        plane.set("apis/churn/operations/invoke", "apis/operations", operation);
        const schemas = { InvokeRequest: churnBody, Row: row };
        plane.set("apis/churn/schemas/s", "apis/schemas", { document: { components: { schemas } } });
        plane.api("fraud", { serviceUrl: `${upstream.url}/fraud`, subscriptionRequired: true });
        const mcpProperties = { transportType: "streamable", endpoints: [{ name: "mcp", uriTemplate: "/mcp" }] };
        plane.api("tools", { type: "mcp", displayName: "Tools", subscriptionRequired: true, mcpProperties }, []);
        for (const [name, operation] of [
            ["churn", "/apis/churn/operations/invoke"],
            ["fraud", "/apis/fraud/operations/o0"],
        ] as const) {
            const properties = { displayName: name, description: `Calls ${name}.`, operationId: operation };
            plane.set(`apis/tools/tools/${name}`, "apis/tools", properties);
        }
        plane.product("gold", ["churn", "tools"]);
        plane.subscription("gold-1", "/products/gold", "good");
        plane.subscription("server", "/apis/tools", "server-only");
    });

    /** With the certificate of the emulated gateway, and nothing else of its own. */
    const trusting = ((url: string, options: object) =>
        fetch(url, { ...options, dispatcher: running.client })) as never;

    for (const [name, make, Transport] of clients) {
        const connected = async (key: string) => {
            const client = make();
            const requestInit = { headers: { "Ocp-Apim-Subscription-Key": key } };
            const url = new URL(`${running.gateway.url}/tools/mcp`);
            await client.connect(new Transport(url, { fetch: trusting, requestInit }) as never);
            return client;
        };
        const call = async (key: string, tool: string, values: Record<string, unknown> = {}) => {
            const { isError, content } = await (await connected(key)).callTool({ name: tool, arguments: values });
            return { isError, text: (content as { text: string }[])[0]!.text };
        };

        describe(`with ${name}`, () => {
            it("list their tools, each with an object as its input", async () => {
                const { tools } = await (await connected("good")).listTools();
                assert.deepEqual(
                    tools.map(({ name, description }) => [name, description]),
                    [
                        ["churn", "Calls churn."],
                        ["fraud", "Calls fraud."],
                    ],
                );
                assert.deepEqual(tools[0]!.inputSchema, {
                    ...churnBody,
                    properties: { dataframe_records: { type: "array", items: { $ref: "#/$defs/Row" } } },
                    $defs: { Row: row },
                });
            });

            it("call the operation with the arguments as its body, and answer with what it answers", async () => {
                const values = { dataframe_records: [{ age: 42 }] };
                assert.deepEqual(await call("good", "churn", values), {
                    isError: false,
                    text: '{"predictions":[1]}',
                });
                const { url, method, body, headers } = running.upstream.calls.at(-1)!;
                assert.deepEqual([method, url, JSON.parse(body)], ["POST", "/churn/invocations", values]);
                assert.equal(headers["content-type"], "application/json");
            });

            it("refuse a wrong key before anything else", async () => {
                await assert.rejects(connected("wrong"), /401/);
                assert.equal(running.upstream.calls.length, 0);
            });

            it("reach no API that the key does not cover", async () => {
                const { isError, text } = await call("good", "fraud");
                assert.deepEqual([isError, JSON.parse(text).statusCode], [true, 401]);
                assert.equal((await call("server-only", "churn")).isError, true);
                assert.equal(running.upstream.calls.length, 0);
            });

            it("count with the other calls of the API, and tell the model of its limit", async () => {
                const limit = '<rate-limit-by-key calls="1" renewal-period="60" counter-key="all" />';
                running.plane.policy("apis/churn", policyWith(limit));
                assert.equal((await call("good", "churn")).isError, false);
                const { isError, text } = await call("good", "churn");
                assert.equal(isError, true);
                assert.match(text, /Rate limit is exceeded\. Try again in \d+ seconds\./);
            });

            it("tell of a limit of the server itself in its words", async () => {
                const refusal =
                    '<return-response><set-status code="429" reason="Too Many Requests" />' +
                    "<set-body>Too many messages.</set-body></return-response>";
                running.plane.policy("apis/tools", policyWith(refusal));
                await assert.rejects(connected("good"), /Too many messages/);
            });

            it("say which tool there is not", async () => {
                const refused = (await connected("good")).callTool({ name: "none", arguments: {} });
                await assert.rejects(refused, /Unknown tool: none/);
            });
        });
    }

    it("put arguments where the operation has parameters, and the others into the body", async () => {
        const request = { queryParameters: [{ name: "q", required: true }], headers: [{ name: "X-Trace" }] };
        const operation = { method: "POST", urlTemplate: "/rows/{id}", templateParameters: [{ name: "id" }], request };
        running.plane.set("apis/churn/operations/invoke", "apis/operations", operation);
        const listed = await post({ jsonrpc: "2.0", id: 1, method: "tools/list" });
        const { inputSchema } = JSON.parse(listed.body).result.tools[0];
        assert.deepEqual(Object.keys(inputSchema.properties), ["id", "q", "X-Trace"]);
        assert.deepEqual([inputSchema.type, inputSchema.required], ["object", ["id", "q"]]);
        const params = { name: "churn", arguments: { id: "a/b", q: "1 2", "X-Trace": "t", age: 42 } };
        await post({ jsonrpc: "2.0", id: 1, method: "tools/call", params });
        const { url, headers, body } = running.upstream.calls.at(-1)!;
        assert.deepEqual([url, headers["x-trace"], body], ["/churn/rows/a%2Fb?q=1+2", "t", '{"age":42}']);
    });

    const post = (message: unknown, headers: Record<string, string> = {}) => {
        const body = typeof message === "string" ? message : JSON.stringify(message);
        return running.call("/tools/mcp", { body, headers: { "Ocp-Apim-Subscription-Key": "good", ...headers } });
    };

    it("answer what they do not know with an error of JSON-RPC, `server/discover` of 2026 among it", async () => {
        const { status, headers, body } = await post({ jsonrpc: "2.0", id: 1, method: "server/discover" });
        assert.deepEqual([status, headers["content-type"]], [200, "application/json"]);
        const error = { code: -32601, message: "Method not found: server/discover" };
        assert.deepEqual(JSON.parse(body), { jsonrpc: "2.0", id: 1, error });
    });

    it("agree on a revision of the protocol that both know", async () => {
        for (const [asked, agreed] of [
            ["2025-06-18", "2025-06-18"],
            ["2099-01-01", "2025-11-25"],
        ]) {
            const params = { protocolVersion: asked, capabilities: {}, clientInfo: info };
            const { body } = await post({ jsonrpc: "2.0", id: 1, method: "initialize", params });
            assert.equal(JSON.parse(body).result.protocolVersion, agreed);
        }
    });

    it("answer as an event where the client takes one, and notifications with nothing", async () => {
        const { headers, body } = await post(
            { jsonrpc: "2.0", id: "a", method: "ping" },
            { Accept: "application/json, text/event-stream" },
        );
        assert.equal(headers["content-type"], "text/event-stream");
        assert.equal(body, 'event: message\ndata: {"jsonrpc":"2.0","id":"a","result":{}}\n\n');
        const noted = await post({ jsonrpc: "2.0", method: "notifications/initialized" });
        assert.deepEqual([noted.status, noted.body], [202, ""]);
    });

    it("refuse what is no message, and every other method and path", async () => {
        for (const [message, code] of [
            ["{", -32700],
            [[], -32600],
            [{ id: 1, method: "ping" }, -32600],
        ] as const) {
            const { status, body } = await post(message);
            assert.deepEqual([status, JSON.parse(body).error.code], [400, code]);
        }
        const headers = { "Ocp-Apim-Subscription-Key": "good" };
        assert.equal((await running.call("/tools/mcp", { method: "GET", headers })).status, 405);
        assert.equal((await running.call("/tools/other", { headers })).status, 404);
    });
});
