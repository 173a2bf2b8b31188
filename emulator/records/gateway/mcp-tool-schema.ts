import { callMcp, importBody, put, putMcpServer, removeApi, removeMcpServer } from "../build";
import type { ParityRecord } from "../parityRecord";

const schema = { type: "object", properties: { a: { type: "integer" } }, required: ["a"] };

export const record: ParityRecord = {
    id: "mcp-tool-schema",
    claim: "The input schema of a tool is the schema of the operation's body, with nothing added at its root.",
    source:
        "inferred: from clients' failing on lists of tools of which one is over a body without `type: object` " +
        "(ModelContextProtocol 2.4.0 for .NET)",
    date: "2026-11-28",
    setup: [
        importBody({ schema }),
        putMcpServer(),
        put("/apis/$RUN-mcp/tools/call?api-version=2025-09-01-preview", {
            displayName: "call",
            description: "Calls it.",
            operationId: "/apis/$RUN/operations/post-a",
        }),
    ],
    calls: [
        {
            ...callMcp("tools/list"),
            expect: {
                status: 200,
                body: { result: { tools: [{ name: "call", description: "Calls it.", inputSchema: schema }] } },
            },
        },
    ],
    cleanup: [removeMcpServer, removeApi],
};
