import type { StackLimits } from "../../plan/stackLimits";

/** What a stack needs and what its service takes, as a table for people. */
export function limitsLines(stack: string, limits: StackLimits): string[] {
    const { service, tier, entities, policies, mcpServers, unknown } = limits;
    const rows = [
        ["", "stack", "others", "limit"],
        ...entities.map(({ kind, stack, others, limit }) => [
            kind,
            String(stack),
            String(others),
            limit === null ? "-" : String(limit),
        ]),
    ];
    const largest = [...policies].sort((a, b) => b.bytes - a.bytes)[0];
    return [
        `stack "${stack}" on the API Management service "${service}" (${tier})`,
        "",
        ...table(rows),
        "",
        ...(largest ? [`largest policy: ${largest.bytes} of ${largest.limit} bytes (${largest.owner})`] : []),
        ...mcpServers.map(({ name, tools }) => `MCP server ${name}: ${tools} ${tools === 1 ? "tool" : "tools"}`),
        ...(unknown.length > 0 ? ["", "Not known:", ...unknown.map((text) => `  ${text}`)] : []),
    ];
}

/** Columns as wide as their longest cell; numbers stand at the right. */
function table(rows: readonly (readonly string[])[]): string[] {
    const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
    return rows.map((row) =>
        row
            .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]! + 3)))
            .join("")
            .trimEnd(),
    );
}
