import {
    importDocument,
    putApi,
    putMcpServer,
    putOperation,
    putTool,
    refused,
    remove,
    removeApi,
    removeMcpServer,
    removeTool,
} from "../build";
import type { ParityRecord } from "../parityRecord";

const inUse = refused("operationId", { matches: ".*'call'.*" });
const other = { "/other": { post: { operationId: "other", responses: { "200": { description: "OK" } } } } };

export const record: ParityRecord = {
    id: "mcp-tool-keeps-its-operation",
    claim: "An operation that an MCP tool has is not deleted: not by itself, not with its API, and not by an import without it.",
    source: "service changelog, June 2026; inferred: the text, and that the API and imports count as well",
    date: "2026-11-28",
    setup: [putApi(), putOperation, putMcpServer(), putTool],
    calls: [
        { ...remove("/apis/$RUN/operations/call"), expect: inUse },
        { ...importDocument({ paths: other }), expect: inUse },
        { ...removeApi, expect: { status: 200, body: { status: "Failed", error: { code: "ValidationError" } } } },
        { ...removeTool, expect: { status: 200 } },
        { ...remove("/apis/$RUN/operations/call"), expect: { status: 200 } },
    ],
    cleanup: [removeMcpServer, removeApi],
};
