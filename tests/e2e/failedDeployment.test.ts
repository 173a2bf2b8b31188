import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "../../local/pulumi";
import { buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const endpoint = "wine-quality";
const writeApis = "Microsoft.ApiManagement/service/apis/write";
const raw = readFileSync(join(__dirname, "../../emulator/workspace/documents/classic-ml.json"), "utf8");
const leastActions = /```actions\n([^`]*)```/
    .exec(readFileSync(join(__dirname, "../../docs/threat-model.md"), "utf8"))![1]!
    .trim()
    .split("\n");

/** Deployments that Azure refuses half way, while the endpoint goes on changing. */
describe("a deployment that failed, on the real engine", function () {
    // Five commands each.
    this.timeout(5 * commandTimeout);

    let e2e: E2e;
    /** What the deploying identity may do, which the test takes away and gives back. */
    const actions = [...leastActions];

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e(
            {
                service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
                endpoints: [{ name: endpoint }],
                breakingChanges: "refuse",
            },
            { deployerActions: actions },
        );
    });
    after(() => e2e?.close());

    it("is completed although the endpoint has changed meanwhile, when it was the first one", async () => {
        deploy({ acid: "number" });
        actions.splice(actions.indexOf(writeApis), 1);
        const failed = await e2e.stack.up();
        assert.notEqual(failed.code, 0);
        assert.match(failed.output, /AuthorizationFailed/);
        change("ada@contoso.example");
        deploy({ acid: "integer" }, ["acid"]);
        actions.push(writeApis);
        // Nobody has the contract of the one that failed, so nothing is broken.
        const { output } = await ok(e2e.stack.up());
        assert.doesNotMatch(output, /breaking|contract changes/);
    });

    it("is completed although the endpoint has changed meanwhile, when it was an update", async () => {
        const key = await keyOf();
        deploy({ acid: "integer", sugar: "number" }, ["acid"]);
        actions.splice(actions.indexOf(writeApis), 1);
        assert.notEqual((await e2e.stack.up()).code, 0);
        change("grace@contoso.example");
        deploy({ acid: "integer", sugar: "number", ash: "number" }, ["acid"]);
        actions.push(writeApis);
        await ok(e2e.stack.up());
        await ok(e2e.stack.preview("--expect-no-changes"));
        const { properties } = JSON.parse((await e2e.arm("GET", `apis/${endpoint}`)).text);
        assert.match(properties.description, /Owner: grace@contoso\.example/);
        assert.equal(await keyOf(), key);
    });

    function deploy(columns: Record<string, string>, required: string[] = []): void {
        const document = JSON.parse(raw);
        const [operation] = Object.values<any>(document.paths);
        const properties = Object.fromEntries(Object.entries(columns).map(([column, type]) => [column, { type }]));
        operation.post.requestBody.content["application/json"].schema = {
            type: "object",
            properties: { dataframe_records: { type: "array", items: { type: "object", properties, required } } },
        };
        document.servers = [{ url: `${e2e.emulator.workspace.url}/serving-endpoints/${endpoint}` }];
        e2e.emulator.workspace.setDocument(endpoint, document);
    }

    function change(creator: string): void {
        e2e.emulator.workspace.setEndpoint(endpoint, { creator, description: `Asked by ${creator}.` });
    }

    async function keyOf(): Promise<string> {
        const { subscriptionKeys } = (await e2e.stack.outputs()) as { subscriptionKeys: Record<string, string> };
        return subscriptionKeys[endpoint]!;
    }

    async function ok(running: Promise<Run>): Promise<Run> {
        const run = await running;
        assert.equal(run.code, 0, run.output);
        return run;
    }
});
