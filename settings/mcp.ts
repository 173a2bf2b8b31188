import { z } from "zod";
import { setting } from "./setting";

export const mcp = setting({
    schema: z.boolean({ error: "must be true (publish an MCP server) or false" }),
    default: false,
    at: ["stack", "endpoint", "product"],
    words:
        "Whether to publish an MCP server, which has a tool for each endpoint. At an endpoint, the server has this endpoint " +
        "alone, at a product the product's endpoints, and at the stack all of them. Servers are reached with the keys of " +
        "products: of those that the endpoint is in, of the product itself, or of those that have all endpoints. It " +
        "uses a preview version of API Management (2025-09-01-preview), which the Consumption tier does not have. The output " +
        "`mcpServers` has the URLs.",
    example: true,
    // A server of the stack is one server, and no default of the endpoints.
    combine: (_stack: boolean, own: boolean = false): boolean => own,
});
