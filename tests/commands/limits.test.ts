import assert from "node:assert/strict";
import { limitsLines } from "../../commands/limits/words";

describe("the table of limits", () => {
    it("has what the stack makes, what others have and what the tier takes in columns", () => {
        const lines = limitsLines("prod", {
            version: 1,
            service: "apim-contoso",
            tier: "Developer",
            entities: [
                { kind: "APIs", stack: 100, others: 12, limit: null },
                { kind: "operations", stack: 300, others: 40, limit: 3_000 },
            ],
            policies: [
                { owner: 'endpoint "churn"', bytes: 4_000, limit: 524_288 },
                { owner: 'product "gold"', bytes: 5_000, limit: 524_288 },
            ],
            mcpServers: [{ name: "mcp", tools: 1 }],
            problems: [],
            unknown: ["How many tools an MCP server takes: no limit is documented."],
        });
        assert.deepEqual(lines, [
            'stack "prod" on the API Management service "apim-contoso" (Developer)',
            "",
            "             stack   others   limit",
            "APIs           100       12       -",
            "operations     300       40    3000",
            "",
            'largest policy: 5000 of 524288 bytes (product "gold")',
            "MCP server mcp: 1 tool",
            "",
            "Not known:",
            "  How many tools an MCP server takes: no limit is documented.",
        ]);
    });
});
