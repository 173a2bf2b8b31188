import assert from "node:assert/strict";
import type { PlannedGateway } from "../../../components/gateway/plannedGateway";
import { products } from "../../../settings/products";
import { parsePolicy } from "../../../emulator/gateway/policy";
import { churn, declare, ofType, one } from "../declare";
import { callable, served, valueOf } from "../recorder";

const gold = products.schema.parse([{ name: "gold", endpoints: ["*"], mcp: true }])[0]!;
const entra = {
    tenantId: "0b3f8f5c-6f0e-4f7e-9d55-2f3c8f1d7a10",
    audiences: ["api://m"],
    clientApplications: [],
    claims: {},
};

describe("MCP servers of a gateway", () => {
    const before = served.document;
    beforeEach(() => void Object.assign(served, { document: callable }));
    afterEach(() => void Object.assign(served, { document: before }));

    it("are declared with their tools, which a model chooses by the endpoint's words, and linked to their product", async () => {
        const { declared, gateway } = await declare({ products: [gold] });
        const { inputs, name } = one(declared, "McpServer");
        const { __provider, ...rest } = inputs;
        assert.match(__provider, /mcpServerProvider/);
        assert.equal(name, "product-gold-mcp");
        assert.deepEqual(rest, {
            serverId: "/id/of/apim-contoso/apis/product-gold-mcp",
            path: "gold-mcp",
            displayName: "gold (MCP)",
            description: "The endpoints of the product gold as tools for models.",
            keys: { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" },
            tools: [
                {
                    name: "churn",
                    description: "Tells who may leave. Get predictions.",
                    operationId: "/apis/churn/operations/invoke",
                },
            ],
        });
        const link = ofType(declared, "ProductApiLink").find(({ name }) => name.startsWith("product-gold-mcp"))!;
        assert.deepEqual([link.inputs.productId, link.inputs.apiId], ["gold", "/id/of/product-gold-mcp"]);
        assert.equal(
            await valueOf(gateway.mcpServers["product-gold-mcp"]!),
            "https://apim-contoso.azure-api.net/gold-mcp/mcp",
        );
    });

    it("come after all of the APIs that they call, and before a destroy looks for keys of others", async () => {
        const { declared } = await declare({ products: [gold] });
        const names = declared.map(({ name }) => name);
        assert.ok(names.indexOf("product-gold-mcp") > names.indexOf("churn-policy"));
        assert.deepEqual(one(declared, "KeyGuard").inputs.apis, ["churn", "product-gold-mcp"]);
    });

    it("take the words of the settings, and 1000 bytes of them at most", async () => {
        const endpoints = [{ ...churn, description: "Rates customers." }];
        const told = async (description: string) => {
            const { declared } = await declare({ endpoints: [{ ...endpoints[0]!, description }], products: [gold] });
            return one(declared, "McpServer").inputs.tools[0].description as string;
        };
        assert.equal(await told("Rates customers."), "Rates customers. Get predictions.");
        assert.equal(Buffer.byteLength(await told("é".repeat(800))), 1000);
    });

    it("ask for the token that their APIs ask for, so that strangers see no tools", async () => {
        const callers = { subscriptionKey: undefined, entra };
        const { declared } = await declare({ callers, mcp: true });
        const policy = ofType(declared, "ApiPolicy").find(({ name }) => name === "mcp-policy")!;
        assert.equal(policy.inputs.apiId, "mcp");
        assert.match(policy.inputs.value, /<validate-azure-ad-token[^]*api:\/\/m/);
        parsePolicy(policy.inputs.value, "api", { namedValue: () => undefined, backend: () => false });
        assert.equal(one(declared, "McpServer").inputs.keys, undefined);
    });

    it("are listed only from where all of their tools may be called", async () => {
        const ipFilter = { action: "allow", ranges: [{ from: "203.0.113.1", to: "203.0.113.9" }] } as const;
        const filtered = { ...churn, ipFilter };
        const open = { ...churn, name: "fraud", path: "fraud" };
        const policies = async (...endpoints: PlannedGateway["endpoints"]) => {
            const { declared } = await declare({ endpoints, products: [gold] });
            return ofType(declared, "ApiPolicy").filter(({ name }) => name === "product-gold-mcp-policy");
        };
        const [policy] = await policies(filtered);
        assert.match(policy!.inputs.value, /<ip-filter action="allow">\s*<address-range from="203.0.113.1"/);
        assert.deepEqual(await policies(filtered, open), []);
    });

    it("are not there unless they are asked for", async () => {
        const { declared, gateway } = await declare({});
        assert.deepEqual([ofType(declared, "McpServer"), gateway.mcpServers], [[], {}]);
    });
});
