import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { adopt, type AdoptOptions } from "../../../commands/adopt/adopt";
import { EngineError, type EngineRun, errorOf } from "../../../commands/engine";
import type { Find, Found } from "../../../commands/adopt/found";

const tag: Find = {
    type: "azure-native:apimanagement:Tag",
    name: "tag-risk",
    parents: [{ type: "serving-gateway:index:ServingGateway", name: "gateway" }],
    id: "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/apim/tags/risk",
    differences: [],
};
const grant = { endpoint: "churn", applicationId: "11111111-2222-3333-4444-555555555555", level: "CAN_QUERY" };
const nothing: Found = { version: 1, finds: [], grants: [], notImportable: [] };

/** An engine whose program finds what it is told, and whose other commands answer as they are told. */
class Engine {
    readonly commands: string[] = [];
    readonly imported: { resources: { logicalName: string }[] }[] = [];
    readonly variables: Record<string, string>[] = [];

    constructor(
        private readonly found: Found | undefined,
        private readonly answers: Readonly<Record<string, Partial<EngineRun>>> = {},
    ) {}

    readonly pulumi: AdoptOptions["pulumi"] = async (args, { environment = {} } = {}) => {
        const command = args.join(" ").replace(/\/\S+/g, "FILE");
        this.commands.push(command);
        this.variables.push(environment);
        if (args[0] === "preview" && this.found) {
            writeFileSync(environment.SERVING_GATEWAY_ADOPT!, JSON.stringify(this.found));
        }
        if (args[0] === "import") this.imported.push(JSON.parse(readFileSync(args[2]!, "utf8")));
        const [, answer] = Object.entries(this.answers).find(([start]) => command.startsWith(start)) ?? [];
        const empty = { export: '{"deployment":{}}' };
        return { code: command.startsWith("config get") ? 255 : 0, output: "", stdout: empty.export, ...answer };
    };
}

function run(engine: Engine, answers: { confirm?: boolean; isOurs?: boolean } = {}) {
    return adopt({
        stack: "dev",
        pulumi: engine.pulumi,
        show: () => undefined,
        confirm: async () => answers.confirm ?? true,
        isOurs: async () => answers.isOurs ?? false,
    });
}

describe("adopt", () => {
    it("imports what the program found, without protection and without generated code", async () => {
        const engine = new Engine({ ...nothing, finds: [tag] });
        assert.equal((await run(engine)).adopted, true);
        assert.deepEqual(engine.commands, [
            "preview --stack dev",
            "import --file FILE --stack dev --yes --skip-preview --generate-code=false --protect=false",
            "stack export --stack dev",
        ]);
        assert.deepEqual(
            engine.imported[0]!.resources.map(({ logicalName }) => logicalName),
            ["gateway", "tag-risk"],
        );
    });

    it("asks nothing and imports nothing where nothing is in place", async () => {
        const engine = new Engine(nothing);
        const adoption = await run(engine, { confirm: true });
        assert.deepEqual([adoption.adopted, engine.commands], [false, ["preview --stack dev"]]);
    });

    it("asks for no confirmation where there is nothing to import", async () => {
        const engine = new Engine({ ...nothing, grants: [grant] });
        await run(engine, { confirm: false, isOurs: true });
        assert.match(engine.commands.join("\n"), /config set --path serving-gateway:ownGrants\[0\] churn/);
        assert.doesNotMatch(engine.commands.join("\n"), /import/);
    });

    it("changes nothing where the person says no", async () => {
        const engine = new Engine({ ...nothing, finds: [tag], grants: [grant] });
        assert.equal((await run(engine, { confirm: false, isOurs: true })).adopted, false);
        assert.deepEqual(engine.commands, ["preview --stack dev"]);
    });

    it("imports although the preview that declares nothing fails, e.g. for a protected resource", async () => {
        const engine = new Engine({ ...nothing, finds: [tag] }, { preview: { code: 255, output: "error: protected" } });
        assert.equal((await run(engine)).adopted, true);
    });

    it("fails with what the preview said where the program found nothing out", async () => {
        const engine = new Engine(undefined, { preview: { code: 255, output: "error: no stack named 'dev' found\n" } });
        await assert.rejects(run(engine), new EngineError("no stack named 'dev' found"));
    });

    it("adds the endpoints of the stack's own grants to those that it has", async () => {
        const engine = new Engine(
            { ...nothing, grants: [grant] },
            { "config get serving-gateway:ownGrants": { code: 0, stdout: '["fraud"]' } },
        );
        assert.deepEqual((await run(engine, { isOurs: true })).ownGrants, ["churn"]);
        assert.ok(
            engine.commands.includes("config set --path serving-gateway:ownGrants[1] churn --plaintext --stack dev"),
            engine.commands.join("\n"),
        );
    });

    it("sets a name that consists of digits as a text, which the engine would take for a number", async () => {
        const engine = new Engine({ ...nothing, grants: [{ ...grant, endpoint: "2024" }] });
        await run(engine, { isOurs: true });
        const set = "config set --path serving-gateway:ownGrants[0] 2024 --type string --stack dev";
        assert.ok(engine.commands.includes(set), engine.commands.join("\n"));
    });

    it("leaves the configuration as it is where the grants are somebody else's", async () => {
        const engine = new Engine({ ...nothing, grants: [grant] });
        assert.deepEqual((await run(engine)).ownGrants, []);
        assert.doesNotMatch(engine.commands.join("\n"), /config set|import/);
    });

    it("hands the workspace's credential to the import by Databricks' own variables, not in a file or an argument", async () => {
        const provider = { urn: "urn:pulumi:dev::p::pulumi:providers:databricks::gateway-workspace", inputs: {} };
        const engine = new Engine(
            { ...nothing, finds: [{ ...tag, provider }] },
            { "config get serving-gateway:workspace": { code: 0, stdout: '{"token":"dapi-secret"}' } },
        );
        await run(engine);
        const index = engine.commands.findIndex((command) => command.startsWith("import"));
        assert.deepEqual(engine.variables[index], { DATABRICKS_TOKEN: "dapi-secret" });
        assert.doesNotMatch(engine.commands.join("\n") + JSON.stringify(engine.imported), /dapi-secret/);
    });

    it("imports what is in each workspace with the credential of that workspace alone", async () => {
        const inputs = {};
        const own = { urn: "urn:pulumi:dev::p::pulumi:providers:databricks::gateway-workspace", inputs };
        const west = { urn: "urn:pulumi:dev::p::pulumi:providers:databricks::gateway-workspace-west", inputs };
        const engine = new Engine(
            { ...nothing, finds: [{ ...tag, provider: own }, { ...tag, provider: west, workspace: "west" }, tag] },
            {
                "config get serving-gateway:workspace ": { code: 0, stdout: '{"token":"dapi-own"}' },
                "config get --path serving-gateway:workspaces.west": { code: 0, stdout: '{"token":"dapi-west"}' },
            },
        );
        await run(engine);
        const imports = engine.variables.filter((_, index) => engine.commands[index]!.startsWith("import"));
        assert.deepEqual(imports, [{ DATABRICKS_TOKEN: "dapi-own" }, { DATABRICKS_TOKEN: "dapi-west" }]);
        assert.deepEqual(
            engine.imported.map(({ resources }) => resources.filter((each) => "id" in each).length),
            [2, 1],
        );
    });

    it("says how many unfinished creations the state still lists", async () => {
        const operations = [{ type: "creating" }, { type: "creating" }, { type: "updating" }];
        const stdout = JSON.stringify({ deployment: { pending_operations: operations } });
        const engine = new Engine({ ...nothing, finds: [tag] }, { "stack export": { stdout } });
        assert.equal((await run(engine)).pendingCreates, 2);
    });
});

describe("what pulumi said", () => {
    it("is its errors, each once, without warnings, progress and summary", () => {
        const output = [
            "Importing (dev):",
            ' =  azure-native:apimanagement:Tag tag-risk importing (0s) error: Status=403 Code="AuthorizationFailed"',
            "Diagnostics:",
            "  azure-native:applicationinsights:Workbook (gateway-workbook):",
            "    warning: One or more imported inputs failed to validate.",
            "",
            "  azure-native:apimanagement:Tag (tag-risk):",
            '    error: Status=403 Code="AuthorizationFailed"',
            "    Give the deploying identity the role.",
            "",
            "  pulumi:pulumi:Stack (serving-gateway-dev):",
            "    error: import failed",
            "",
            "Resources:",
            "    1 errored",
        ].join("\n");
        assert.equal(
            errorOf(output, "dev").message,
            'Status=403 Code="AuthorizationFailed"\nGive the deploying identity the role.',
        );
    });

    it("says how to take away the lock of a killed deployment", () => {
        const output =
            "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end";
        assert.match(errorOf(output, "dev").message, /npx pulumi cancel --stack dev/);
    });
});
