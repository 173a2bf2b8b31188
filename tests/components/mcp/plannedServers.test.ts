import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { mcpUses, plannedMcpServers } from "../../../components/mcp/plannedServers";
import { tierProblems } from "../../../components/gateway/tiers";
import { products } from "../../../settings/products";
import { churn } from "../declare";

const callers = { subscriptionKey: { header: "api-key", query: "api-key" } };
const endpoint = (name: string, more: object = {}) => ({ ...churn, name, path: `models/${name}`, ...more });
const product = (name: string, endpoints: string[], more: object = {}) => {
    return products.schema.parse([{ name, endpoints, ...more }])[0]!;
};
const planned = (args: Partial<Parameters<typeof plannedMcpServers>[0]>) => {
    return plannedMcpServers({ endpoints: [churn], callers, ...args });
};
/** Lines of the refusal. */
const refusal = (args: Parameters<typeof planned>[0]) => {
    try {
        planned(args);
    } catch (error) {
        assert.ok(pulumi.RunError.isInstance(error));
        return (error as Error).message;
    }
    return assert.fail("it was planned");
};

describe("the MCP servers that settings ask for", () => {
    it("are none unless something asks for one", () => {
        assert.deepEqual(planned({ products: [product("gold", ["*"])] }), []);
    });

    it("have an endpoint's tool, and belong to the endpoint's products", () => {
        const endpoints = [endpoint("wine-quality", { mcp: true }), endpoint("churn")];
        const inProducts = [product("gold", ["wine-*"]), product("silver", ["churn"])];
        const [server, ...others] = planned({ endpoints, products: inProducts, namePrefix: "a-" });
        assert.deepEqual(others, []);
        assert.deepEqual(
            { ...server, description: "" },
            {
                key: "wine-quality-mcp",
                serverName: "a-wine-quality-mcp",
                path: "models/wine-quality-mcp",
                displayName: "wine-quality (MCP)",
                description: "",
                setting: 'serving-gateway:endpoints ("wine-quality").mcp',
                tools: [{ name: "wine_quality", apiId: "wine-quality", apiName: "a-wine-quality" }],
                products: ["gold"],
                ipFilter: undefined,
            },
        );
    });

    it("have the tools of a product's endpoints, and belong to that product", () => {
        const endpoints = [endpoint("churn"), endpoint("fraud"), endpoint("wine")];
        const inProducts = [product("gold", ["churn", "wine"], { mcp: true }), product("all", ["*"])];
        const [server] = planned({ endpoints, products: inProducts });
        assert.deepEqual([server!.serverName, server!.path], ["product-gold-mcp", "gold-mcp"]);
        assert.deepEqual([server!.tools.map(({ name }) => name), server!.products], [["churn", "wine"], ["gold"]]);
    });

    it("have all tools, and belong to the products that have all endpoints", () => {
        const endpoints = [endpoint("churn"), endpoint("fraud")];
        const [server] = planned({
            endpoints,
            products: [product("gold", ["churn"]), product("all", ["*"])],
            mcp: true,
        });
        assert.deepEqual([server!.key, server!.path, server!.products], ["mcp", "mcp", ["all"]]);
        assert.equal(server!.tools.length, 2);
    });

    it("are refused where no product's key reaches both the server and its tools", () => {
        const endpoints = [endpoint("churn", { mcp: true }), endpoint("fraud")];
        const message = refusal({ endpoints, products: [product("gold", ["fraud"])], mcp: true });
        assert.match(message, /endpoints \("churn"\)\.mcp: .* no product .* has the API "churn"\. Add one/);
        assert.match(message, /^serving-gateway:mcp: .* has all endpoints\./m);
        assert.equal(planned({ endpoints, callers: {}, mcp: true }).length, 2);
    });

    it("are refused where an operation changes with the model, or two tools have one name", () => {
        const endpoints = [endpoint("a-b", { routes: "as-published" }), endpoint("a_b")];
        const message = refusal({ endpoints, callers: {}, mcp: true });
        assert.match(message, /"a-b" has routes: as-published.*Set routes: stable or both/);
        assert.match(message, /"a-b" and "a_b" would both be the tool "a_b"\. Set apiId/);
    });

    it("are refused where something else of the stack has their path or identifier", () => {
        const endpoints = [endpoint("mcp", { path: "x" }), endpoint("y", { path: "MCP" })];
        const message = refusal({ endpoints, callers: {}, mcp: true });
        assert.match(message, /the API of the endpoint "mcp" would both have the identifier "mcp"/);
        assert.match(message, /the API of the endpoint "y" would both have the path "MCP"/);
        const openai = { path: "mcp", aliases: {} };
        assert.match(refusal({ callers: {}, mcp: true, openai }), /the API of serving-gateway:openai .* path "mcp"/);
        const versions = [
            endpoint("v1", { path: "m", version: "v1", mcp: true }),
            endpoint("v2", { path: "m", version: "v2", mcp: true }),
        ];
        assert.equal(planned({ endpoints: versions, callers: {} }).length, 2);
    });

    it("are not for the Consumption tier", () => {
        const uses = mcpUses(planned({ callers: {}, mcp: true }));
        assert.match(
            tierProblems(uses, "Consumption")[0]!,
            /^serving-gateway:mcp: the Consumption tier does not support MCP/,
        );
        assert.deepEqual(tierProblems(uses, "BasicV2"), []);
    });
});
