import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { Entity, Store } from "../../arm/kernel/store";
import { jsonText } from "../../jsonText";
import { emptyResponse, type Exchange, type GatewayRequest, type GatewayResponse } from "../exchange";
import { type Tool, toolCall, toolsOf } from "./tools";

/** Calls an operation of the service as its callers do, with its policies. */
export type CallOperation = (api: Entity, operation: Entity, request: GatewayRequest) => Promise<GatewayResponse>;

/** What the server is, and how it reaches what its tools call. */
export interface McpServerOptions {
    readonly store: Store;
    readonly serviceId: string;
    readonly server: Entity;
    readonly callOperation: CallOperation;
}

/** Revisions of the protocol that `initialize` may agree on, the newest first. */
const protocols = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

/** A failure as JSON-RPC has it (JSON-RPC 2.0, 5.1). */
class RpcError extends Error {
    constructor(
        readonly code: number,
        message: string,
    ) {
        super(message);
    }
}

/**
 * Answers one message of Streamable HTTP (MCP 2025-11-25, "Transports"), without sessions: a server that keeps nothing
 * between calls needs none (records mcp-*).
 */
export async function answerMcp(exchange: Exchange, options: McpServerOptions): Promise<GatewayResponse> {
    const { request } = exchange;
    // No stream that the server begins, and no session to end.
    if (request.method !== "POST") return { ...emptyResponse(), status: 405 };
    const message = await messageOf(request);
    if (message === undefined)
        return rpcAnswer(request, { id: null, error: { code: -32700, message: "Parse error" } }, 400);
    const { id, method, params } = message;
    if (message.jsonrpc !== "2.0" || typeof method !== "string") {
        return rpcAnswer(request, { id: null, error: { code: -32600, message: "Invalid Request" } }, 400);
    }
    // Notifications are taken note of.
    if (id === undefined) return { ...emptyResponse(), status: 202 };
    try {
        return rpcAnswer(request, { id, result: await resultOf(exchange, options, method, object(params)) });
    } catch (error) {
        if (!(error instanceof RpcError)) throw error;
        return rpcAnswer(request, { id, error: { code: error.code, message: error.message } });
    }
}

async function resultOf(
    exchange: Exchange,
    options: McpServerOptions,
    method: string,
    params: Record<string, unknown>,
): Promise<object> {
    const { store, serviceId, server } = options;
    const tools = () => toolsOf(store, serviceId, server);
    switch (method) {
        case "initialize": {
            const asked = String(params.protocolVersion);
            return {
                protocolVersion: protocols.includes(asked) ? asked : protocols[0],
                capabilities: { tools: { listChanged: false } },
                serverInfo: { name: String(server.properties.displayName), version: "1.0.0" },
            };
        }
        case "ping":
            return {};
        case "tools/list":
            return { tools: tools().map(({ listed }) => listed) };
        case "tools/call": {
            const tool = tools().find(({ listed }) => listed.name === params.name);
            if (!tool) throw new RpcError(-32602, `Unknown tool: ${String(params.name)}`);
            return called(exchange, options, tool, object(params.arguments));
        }
        default:
            // `server/discover` of 2026 among them (record mcp-server-discover).
            throw new RpcError(-32601, `Method not found: ${method}`);
    }
}

/** What the operation answers is the tool's text, an error as well: models are to see it (record mcp-tool-call). */
async function called(
    exchange: Exchange,
    { callOperation }: McpServerOptions,
    tool: Tool,
    values: Record<string, unknown>,
): Promise<object> {
    const request = toolCall(tool, values, exchange);
    const { status, body } = await callOperation(tool.api, tool.operation, request);
    const text = body === undefined ? "" : String(body instanceof Readable ? await buffer(body) : body);
    return { content: [{ type: "text", text }], isError: status >= 400 };
}

async function messageOf({ body }: GatewayRequest): Promise<Record<string, unknown> | undefined> {
    const bytes = body instanceof Readable ? await buffer(body) : (body ?? Buffer.alloc(0));
    try {
        const message: unknown = JSON.parse(bytes.toString("utf8"));
        // Batches are gone since 2025-06-18.
        return typeof message === "object" && message !== null ? (message as Record<string, unknown>) : {};
    } catch {
        return undefined;
    }
}

/** As an event where the client takes one, as JSON elsewhere. */
function rpcAnswer({ headers }: GatewayRequest, answer: object, status = 200): GatewayResponse {
    const response = { ...emptyResponse(), status };
    const text = jsonText({ jsonrpc: "2.0", ...answer });
    const isStream = status === 200 && /text\/event-stream/i.test(headers.joined("accept") ?? "");
    response.headers.set("Content-Type", isStream ? "text/event-stream" : "application/json");
    response.body = Buffer.from(isStream ? `event: message\ndata: ${text}\n\n` : text);
    return response;
}

function object(value: unknown): Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value)
        ? (value as Record<string, unknown>)
        : {};
}
