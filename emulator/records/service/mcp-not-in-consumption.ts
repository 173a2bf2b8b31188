import { putMcpServer, refused, removeMcpServer } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "mcp-not-in-consumption",
    claim: "The Consumption tier refuses MCP servers.",
    source: "Microsoft Learn, Expose REST API in API Management as an MCP server, Applies to; inferred: the text",
    date: "2026-11-28",
    tiers: ["Consumption"],
    calls: [{ ...putMcpServer(), expect: refused("type", "MCP servers are not supported in the Consumption tier.") }],
    cleanup: [removeMcpServer],
};
