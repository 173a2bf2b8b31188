import { callMcp, putMcpServer, removeMcpServer } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "mcp-server-discover",
    claim:
        "An MCP server answers `server/discover`, of the protocol of 2026-07-28, with an error of JSON-RPC as it does any " +
        "method that it does not know. Clients go on to `initialize` then.",
    source: "inferred",
    date: "2026-11-28",
    setup: [putMcpServer()],
    calls: [
        { ...callMcp("server/discover"), expect: { status: 200, body: { id: 1, error: { code: -32601 } } } },
        {
            ...callMcp("initialize", {
                protocolVersion: "2025-11-25",
                capabilities: {},
                clientInfo: { name: "record", version: "1" },
            }),
            expect: { status: 200, body: { id: 1, result: { protocolVersion: "2025-11-25" } } },
        },
    ],
    cleanup: [removeMcpServer],
};
