import assert from "node:assert/strict";
import { mcpServerType } from "../../components/mcp/mcpServer";
import { churn } from "../components/declare";
import { deployed, FakeAzure, gatewayType, plan, refusal, service } from "./planned";

const plain = { ...churn, resilience: { ...churn.resilience, circuitBreaker: false as const } };
const settings = { mcp: true, callers: { subscriptionKey: undefined } };
const azure = (more: object = {}) => new FakeAzure({ "apis/churn": { path: "models/churn" }, ...more });

/** The server in the state, as the engine shows a dynamic resource. */
const server = (outputs: object = {}) => ({
    urn: `urn:pulumi:test::serving-gateway::${gatewayType}$${mcpServerType}::mcp`,
    outputs: {
        serverId: `${service}/apis/mcp`,
        path: "mcp",
        tools: [{ name: "churn", operationId: "/apis/churn/operations/invoke" }],
        ...outputs,
    },
});

describe("an MCP server of the stack", () => {
    it("is refused where the service has it and the state has not, with what to do", async () => {
        const there = azure({ "apis/mcp": { path: "mcp" } });
        const message = await refusal({ azure: there, state: deployed, settings });
        assert.match(message, /apis\/mcp exists already, and is not in the stack's state\. It cannot be imported/);
        assert.match(message, /Delete it .*or set serving-gateway:namePrefix, or remove serving-gateway:mcp$/m);
    });

    it("is refused where another API has its path, in any case", async () => {
        const there = azure({ "apis/echo": { path: "Mcp" } });
        const message = await refusal({ azure: there, state: deployed, settings });
        assert.match(message, /serving-gateway:mcp: the MCP server needs the path "mcp", which the API "echo" .* has/);
        const moving = [...deployed, server({ path: "before" })];
        const inService = azure({ "apis/echo": { path: "Mcp" }, "apis/mcp": { path: "before" } });
        assert.match(await refusal({ azure: inService, state: moving, settings }), /needs the path "mcp"/);
    });

    it("costs one call where the state has it, which finds out that somebody deleted it", async () => {
        const there = azure({ "apis/mcp": { path: "mcp" } });
        const state = [...deployed, server()];
        await plan({ azure: there, state, settings });
        assert.deepEqual(
            there.asked.filter((path) => path.includes("mcp")),
            ["/apis/mcp"],
        );
        const message = await refusal({ azure: azure(), state, settings });
        assert.match(message, /apis\/mcp was deleted outside of this stack\. Run `pulumi refresh`/);
    });

    it("stays while somebody else has a key of its own to it, as an API does", async () => {
        const theirs = { scope: "/apis/mcp", displayName: "Theirs", ownerId: `${service}/users/ada` };
        const there = azure({ "apis/mcp": { path: "mcp" }, "subscriptions/theirs": theirs });
        const state = [...deployed, server()];
        assert.match(await refusal({ azure: there, state }), /"mcp"[^]*"Theirs" \(theirs\)/);
        await plan({ azure: there, state, settings });
    });

    it("keeps its operation: a document without it waits for another deployment", async () => {
        const endpoints = [{ ...plain, routes: "as-published" as const }];
        const state = [...deployed, server()];
        const message = await refusal({ azure: azure(), state, settings: { endpoints } });
        assert.match(message, /"churn" gets routes: as-published, while an MCP tool of this stack has its operation/);
        await plan({ azure: azure(), state: deployed, settings: { endpoints } });
    });
});
