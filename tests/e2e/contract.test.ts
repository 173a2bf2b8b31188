import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { codeForApi } from "../../commands/catalogue/clientCode";
import { offerOf } from "../../commands/catalogue/offer";
import { servedEntity } from "../../emulator/workspace/endpoint";
import { program } from "../../local/environment";
import type { Run } from "../../local/pulumi";
import { buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";
import { runShown } from "./shownCode";

const endpoint = "wine-quality";
const path = "models/wine";
const raw = JSON.parse(readFileSync(join(__dirname, "../../emulator/workspace/documents/classic-ml.json"), "utf8"));

/** One API through a contract that breaks its callers, one that does not, a revision and a version beside it. */
describe("a contract that changes, on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;
    let idsBefore: string[];
    let outputs: Record<string, any>;

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e({
            service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
            endpoints: [{ name: endpoint, path }],
            breakingChanges: "refuse",
        });
        idsBefore = e2e.emulator.arm.store.ids();
    });
    after(() => e2e?.close());

    it("says in the catalogue what the endpoint is, and nothing of a contract that is the first one", async () => {
        const { output } = await ok(e2e.stack.up());
        assert.doesNotMatch(output, /breaking|compatible:/);
        const { properties } = JSON.parse((await e2e.arm("GET", `apis/${endpoint}`)).text);
        assert.match(
            properties.description,
            /measurements\.\n\nServes: main\.wine\.wine_quality version 3 \(100 % of the calls\)\nOwner: .*\nTags: pilot, team=quality\n/,
        );
    });

    it("is called by the code that the catalogue shows for each client: curl, JavaScript and Python's requests", async () => {
        const [api] = offerOf(await e2e.stack.exportState(), "local").apis;
        const { subscriptionKeys } = (await e2e.stack.outputs()) as Record<string, any>;
        const clients = codeForApi(api!).map(({ client }) => client);
        assert.deepEqual(clients, ["curl", "Python, requests", "JavaScript"]);
        for (const { client, code } of codeForApi(api!)) {
            const printed = await runShown(e2e, client, code, subscriptionKeys[endpoint]);
            if (printed !== undefined) assert.match(printed, /"?predictions"?:/, client);
        }
    });

    it("refuses one that breaks callers, with what breaks them and what accepts it", async () => {
        deploy(endpoint, 4, { acid: "number" }, ["acid"]);
        const run = await step("preview");
        assert.notEqual(run.code, 0);
        assert.match(run.output, /breaking: POST \/invocations, request dataframe_records\[\]\.acid: is required now/);
        assert.doesNotMatch(run.output, /at .*\.ts:\d+/);
        // What a pull request's reviewers read first.
        assert.match(
            report("comment.md"),
            /^The preview \*\*failed\*\*\. \*\*\d+ changes? breaks? callers:\*\*\n\n```text\nendpoint|resource/,
        );
        assert.match(report("comment.md"), /^ {2}breaking: POST .*acid: is required now$/m);
        const [, acceptContract] = /acceptContract: "([0-9a-f]{12})"/.exec(run.output)!;
        await e2e.configure({ endpoints: [{ name: endpoint, path, acceptContract }] });
    });

    it("publishes it once that is accepted, with a line for each change", async () => {
        const { output } = await ok(step("deploy"));
        assert.match(output, /endpoint "wine-quality": its contract changes \(\d+ breaking/);
        assert.match(report("smoke.xml"), /<testcase classname="wine-quality" name="with a key" time="[\d.]+"\/>/);
        assert.match(output, /breaking: .*acid: is required now/);
        const answer = await call(await urlOf(endpoint), { acid: 1 });
        assert.equal(answer.status, 200, answer.text);
    });

    it("shows no change afterwards, with or without the go-ahead", async () => {
        await e2e.configure({ endpoints: [{ name: endpoint, path }] });
        const { output } = await ok(step("drift"));
        assert.doesNotMatch(output, /breaking|compatible:/);
        assert.equal(existsSync(join(e2e.directory, "report", "issue.md")), false);
    });

    it("publishes the next one as a revision, another one as a version, and keeps the present one", async () => {
        const published = await operations();
        deploy(endpoint, 5, { acid: "integer", sugar: "number" }, ["acid"]);
        deploy("wine-next", 1, { bottle: "string" });
        await e2e.configure({
            endpoints: [
                { name: endpoint, path, revision: 2, version: "original" },
                { name: "wine-next", path, version: "v2" },
            ],
        });
        const { output } = await ok(e2e.stack.up());
        assert.match(output, /breaking: .*acid: is integer, was number/);
        assert.match(output, /compatible: .*sugar: is new/);
        const url = await urlOf(endpoint);
        const { candidateUrl } = outputs.endpoints[endpoint];
        assert.equal(await operations(), published);
        assert.equal(candidateUrl, `${url};rev=2`);
        assert.equal(await urlOf("wine-next-v2"), `${url}/v2`);
        for (const at of [url, candidateUrl]) assert.equal((await call(at, { acid: 1 })).status, 200);
        const next = outputs.subscriptionKeys["wine-next-v2"];
        const answer = await call(`${url}/v2`, { bottle: "a" }, next);
        assert.equal(answer.status, 200, answer.text);
        assert.equal(answer.headers["served-model-name"], "wine_next-1");
        // Each API has its own keys.
        assert.equal((await call(`${url}/v2`, { bottle: "a" })).status, 401);
    });

    it("shows no change then either", async () => {
        const { output } = await ok(e2e.stack.preview("--expect-no-changes"));
        assert.doesNotMatch(output, /breaking|compatible:/);
    });

    it("gives the next contract to everybody when the revision is taken out, and lets a version go", async () => {
        await e2e.configure({ endpoints: [{ name: endpoint, path, version: "original" }], breakingChanges: "warn" });
        const { output } = await ok(e2e.stack.up());
        assert.match(output, /breaking: .*acid: is integer, was number/);
        const { value } = JSON.parse((await e2e.arm("GET", `apis/${endpoint}/revisions`)).text);
        assert.deepEqual(
            value.map(({ apiRevision }: any) => apiRevision),
            ["1"],
        );
        assert.equal((await e2e.arm("GET", "apis/wine-next-v2")).status, 404);
        assert.equal((await call(await urlOf(endpoint), { acid: 1 })).status, 200);
    });

    it("leaves nothing behind", async () => {
        await ok(e2e.stack.destroy());
        assert.deepEqual(e2e.emulator.arm.store.ids(), idsBefore);
    });

    /** What callers know, without the names that an import gives to schemas. */
    async function operations(): Promise<string> {
        return (await e2e.arm("GET", `apis/${endpoint}/operations`)).text.replace(/"schemaId":"\w+"/g, "");
    }

    async function urlOf(api: string): Promise<string> {
        outputs = await e2e.stack.outputs();
        return outputs.endpoints[api].url;
    }

    const call = (url: string, record: object, key: string = outputs.subscriptionKeys[endpoint]) =>
        e2e.call(`${url}/invocations`, { "Ocp-Apim-Subscription-Key": key }, { dataframe_records: [record] });

    /** Deploys a version of a model that takes these columns beside those that it has. */
    function deploy(name: string, version: number, columns: Record<string, string>, required: string[] = []): void {
        const { workspace } = e2e.emulator;
        const model = `${name.replaceAll("-", "_")}-${version}`;
        const document = JSON.parse(JSON.stringify(raw).replaceAll("wine_quality-3", model));
        const { post } = document.paths[`/served-models/${model}/invocations`];
        const properties = Object.fromEntries(Object.entries(columns).map(([column, type]) => [column, { type }]));
        post.requestBody.content["application/json"].schema = {
            type: "object",
            properties: { dataframe_records: { type: "array", items: { type: "object", properties, required } } },
        };
        document.servers = [{ url: `${workspace.url}/serving-endpoints/${name}` }];
        workspace.setDocument(name, document);
        const entity = servedEntity(model, { entity_name: `main.wine.${name}`, entity_version: String(version) });
        const routes = [{ served_model_name: model, served_entity_name: model, traffic_percentage: 100 }];
        const config = { config_version: version, served_entities: [entity], traffic_config: { routes } };
        workspace.setEndpoint(name, { config });
    }

    /** A step of the example pipelines, with the logins of the clouds stubbed. */
    function step(name: string): Promise<Run> {
        const own = { HOME: process.env.HOME, STACK: "local", REPORT: join(e2e.directory, "report") };
        const env = { ...own, ...e2e.stack.environment };
        return new Promise((resolve) => {
            execFile(join(program, "examples/pipelines/steps", name), { cwd: program, env }, (error, stdout, stderr) =>
                resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr, stdout }),
            );
        });
    }

    function report(file: string): string {
        return readFileSync(join(e2e.directory, "report", file), "utf8");
    }

    async function ok(running: Promise<Run>): Promise<Run> {
        const run = await running;
        assert.equal(run.code, 0, run.output);
        return run;
    }
});
