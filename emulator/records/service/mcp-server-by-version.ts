import { putMcpServer, refused, removeMcpServer } from "../build";
import type { Call, ParityRecord } from "../parityRecord";

const get = (path: string): Call => ({ at: "service", method: "GET", path });
const endpoints = [{ name: "mcp", uriTemplate: "/mcp" }];

export const record: ParityRecord = {
    id: "mcp-server-by-version",
    claim: "An API of type mcp needs 2025-09-01-preview, which alone shows its MCP properties. Their default is one endpoint, /mcp.",
    source:
        "Microsoft Learn, Manage MCP servers programmatically in API Management; inferred: the text of the refusal, what " +
        "2024-05-01 shows, and the default",
    date: "2026-11-28",
    calls: [
        {
            ...putMcpServer(),
            path: "/apis/$RUN-mcp",
            expect: refused("mcpProperties", { matches: ".*" }),
            body: { properties: { type: "http", path: "$RUN-mcp", displayName: "$RUN", mcpProperties: {} } },
        },
        { ...putMcpServer(), path: "/apis/$RUN-mcp", expect: refused("type", { matches: ".*2025-09-01-preview.*" }) },
        { ...putMcpServer(), expect: { status: [200, 201] } },
        {
            ...get("/apis/$RUN-mcp?api-version=2025-09-01-preview"),
            expect: { status: 200, body: { properties: { type: "mcp", mcpProperties: { endpoints } } } },
        },
        {
            ...get("/apis/$RUN-mcp"),
            expect: { status: 200, body: { properties: { type: "mcp", mcpProperties: null } } },
        },
    ],
    cleanup: [removeMcpServer],
};
