import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { route, servedEntity } from "../../emulator/workspace/endpoint";
import type { Run } from "../../local/pulumi";
import { agent, buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const endpoint = "wine-quality";
/** Endpoints that stay as they are. */
const others = [agent, "llama-chat", "ada-embeddings"];
const raw = JSON.parse(readFileSync(join(__dirname, "../../emulator/workspace/documents/classic-ml.json"), "utf8"));
const wine = { dataframe_records: [{ int_col: 3, float_col: 10.4, string_col: "abc" }] };

describe("a model that is trained again, on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;
    let url: string;
    let key: string;
    let operations: unknown;

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e({
            service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
            endpoints: [
                { name: endpoint, paths: { include: ["POST /invocations"] } },
                ...others.map((name) => ({ name })),
            ],
        });
    });
    after(() => e2e?.close());

    it("is called under a path without its version", async () => {
        await ok(e2e.stack.up());
        const outputs = await e2e.stack.outputs();
        url = `${(outputs.endpoints as any)[endpoint].url}/invocations`;
        key = (outputs.subscriptionKeys as any)[endpoint];
        const answer = await call();
        assert.equal(answer.status, 200, answer.text);
        assert.equal(answer.headers["served-model-name"], "wine_quality-3");
        operations = await operationNames();
        assert.deepEqual(operations, [["invoke", "/invocations"]]);
    });

    it("shows in the preview what version 4 takes, and no other path", async () => {
        deployVersion4();
        const { output } = await ok(e2e.stack.preview());
        assert.match(output, /\+ sweetness/);
        assert.doesNotMatch(output, /served-models|\+-|replace|delete/);
    });

    it("is read on one screen, without a line of the endpoints that stay as they are", async () => {
        const { output } = await ok(e2e.stack.run(["preview", "--non-interactive"]));
        assert.match(output, /compatible: .*dataframe_records\[\]\.a: is new/);
        assert.match(output, / and \d+ more, in the diff/);
        assert.match(output, /~ 2 to update/);
        for (const name of others) assert.ok(!output.includes(name), output);
        assert.ok(output.trim().split("\n").length <= 40, output);
    });

    it("is called under the same path before and after version 4 is published", async () => {
        assert.equal((await call()).status, 200);
        await ok(e2e.stack.up());
        const answer = await call();
        assert.equal(answer.status, 200, answer.text);
        assert.equal(answer.headers["served-model-name"], "wine_quality-4");
        assert.deepEqual(await operationNames(), operations);
        const { endpoints, subscriptionKeys } = (await e2e.stack.outputs()) as Record<string, any>;
        assert.equal(`${endpoints[endpoint].url}/invocations`, url);
        assert.equal(subscriptionKeys[endpoint], key);
    });

    it("warns in the preview where the model is deployed without a signature, and shows what is published then", async () => {
        e2e.emulator.workspace.setDocument(endpoint, { ...raw, paths: {} });
        const { output } = await ok(e2e.stack.preview());
        assert.match(
            output,
            /warning: endpoint "wine-quality": its OpenAPI document has no paths\. A general document for/,
        );
        assert.doesNotMatch(output, /\+-|replace/);
    });

    const call = () => e2e.call(url, { "Ocp-Apim-Subscription-Key": key }, wine);

    async function operationNames(): Promise<unknown> {
        const { value } = JSON.parse((await e2e.arm("GET", `apis/${endpoint}/operations`)).text);
        return value.map(({ name, properties }: any) => [name, properties.urlTemplate]);
    }

    /** Version 4 of the model takes more columns. */
    function deployVersion4(): void {
        const text = JSON.stringify(raw).replaceAll("wine_quality-3", "wine_quality-4");
        const document = JSON.parse(text);
        const { post } = document.paths["/served-models/wine_quality-4/invocations"];
        const [, records] = post.requestBody.content["application/json"].schema.oneOf;
        for (const column of ["sweetness", ..."abcdefghij"]) {
            records.properties.dataframe_records.items.properties[column] = { type: "number", format: "double" };
        }
        document.info.version = "4";
        const { workspace } = e2e.emulator;
        document.servers = [{ url: `${workspace.url}/serving-endpoints/${endpoint}` }];
        workspace.setDocument(endpoint, document);
        const entity = servedEntity("wine_quality-4", { entity_name: "main.wine.wine_quality", entity_version: "4" });
        const traffic_config = { routes: [route("wine_quality-4", 100)] };
        workspace.setEndpoint(endpoint, { config: { config_version: 4, served_entities: [entity], traffic_config } });
    }

    async function ok(running: Promise<Run>): Promise<Run> {
        const run = await running;
        assert.equal(run.code, 0, run.output);
        return run;
    }
});
