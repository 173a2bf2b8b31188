import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "mcp-servers-count-as-apis",
    claim: "An MCP server counts as an API against the most APIs that the tier takes.",
    source:
        "REST specification 2025-09-01-preview: an MCP server is an API of the type mcp; inferred: that it is counted, " +
        "because the page of service limits names MCP servers nowhere",
    date: "2026-11-28",
    calls: [],
    untestable: "It needs a service that is full.",
};
