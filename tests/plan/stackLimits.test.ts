import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { readStackLimits } from "../../plan/stackLimits";
import { productDefaults } from "../../settings/defaults";
import { churn } from "../components/declare";
import { FakeAzure } from "./planned";
import { emulatedWorkspace } from "../emulatedWorkspace";

describe("the limits of a stack", () => {
    const workspace = emulatedWorkspace();

    /** Of a stack that publishes endpoints in the product `gold`, on a service that has what is named by its path. */
    async function limits(names: readonly string[], there: Readonly<Record<string, object>> = {}, more: object = {}) {
        const gold = { ...productDefaults("gold"), name: "gold", endpoints: ["*"] };
        const { entities, ...rest } = await readStackLimits({
            name: "gateway",
            settings: {
                workspaces: new Map([[undefined, { host: workspace.url() }]]),
                service: { name: "apim-contoso", resourceGroup: "rg-apis" },
                callers: { subscriptionKey: { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" } },
                endpoints: names.map((name) => ({ ...churn, name, path: name })),
                credential: { method: "pat", token: pulumi.secret("pat-marker"), namedValue: "databricks-pat" },
                products: [gold],
                ...more,
            },
            place: { subscriptionId: "s-1", resourceGroupName: "rg-apis", serviceName: "apim-contoso" },
            existing: { tier: "Developer" } as never,
            workspaces: new Map([[undefined, workspace.connected()]]),
            azure: new FakeAzure(there),
        });
        const rows = entities.map(({ kind, stack, others }) => [kind, [stack, others]] as const);
        return { ...rest, rows: Object.fromEntries(rows) };
    }

    it("count what it makes by its documents, and what others have without its own, in whatever case", async () => {
        const { rows, policies, problems } = await limits(["wine-quality"], {
            "apis/WINE-quality": {},
            "apis/echo": {},
            "apis/echo/operations/get": {},
            "products/gold": {},
            "products/gold/apiLinks/echo": {},
        });
        assert.deepEqual(
            [rows.APIs, rows.operations, rows.products],
            [
                [1, 1],
                [1, 1],
                [1, 0],
            ],
        );
        assert.deepEqual(rows['APIs of the product "gold"'], [1, 1]);
        assert.deepEqual(problems, []);
        assert.deepEqual(
            policies.map(({ owner }) => owner),
            ['endpoint "wine-quality"', 'product "gold"'],
        );
    });

    it("count the operations of APIs that models share, and MCP servers, which are the stack's own where they are there", async () => {
        const more = { databricksPaths: true, mcp: true };
        const { rows, mcpServers } = await limits(["llama-chat"], { "apis/mcp": {} }, more);
        assert.deepEqual(rows.APIs, [3, 0]);
        assert.ok(rows.operations![0]! > (await limits(["llama-chat"])).rows.operations![0]!);
        assert.deepEqual(mcpServers, [{ name: "mcp", tools: 1 }]);
    });

    it("do not fit where an endpoint's operations cannot be counted, and name it", async () => {
        const { problems } = await limits(["wine-quality", "gone"]);
        assert.equal(problems.length, 1);
        assert.match(problems[0]!, /"gone".*404/s);
    });
});
