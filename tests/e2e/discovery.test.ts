import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "../../local/pulumi";
import { agent, buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const chat = JSON.parse(readFileSync(join(__dirname, "../../emulator/workspace/documents/chat.json"), "utf8"));

const discover = { tags: { team: ["support", "quality", "search"] }, exclude: ["ada-*"], path: "models/{name}" };

/** The workspace has an agent and a classic model, an external one for embeddings, and a chat model. */
describe("endpoints that are found, on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e({
            service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
            discover,
            // Listed, so that no filter matters.
            endpoints: [{ name: "llama-chat", path: "chat" }],
        });
        deploy("wine-new", { team: "quality" });
        notReady("wine-new");
    });
    after(() => e2e?.close());

    it("publishes those that fit and those that are listed, and leaves out a new one that is not ready", async () => {
        const { output } = await ok(e2e.stack.up());
        assert.match(output, /warning: endpoint "wine-new" is not ready .*left out until it is/);
        assert.deepEqual(await published(), {
            [agent]: `models/${agent}`,
            "llama-chat": "chat",
            "wine-quality": "models/wine-quality",
        });
    });

    it("shows no change in a second run", async () => {
        const { output } = await ok(e2e.stack.preview("--expect-no-changes"));
        assert.match(output, /\d+ unchanged/);
    });

    it("keeps what is published of an endpoint that is no longer ready, and says so", async () => {
        notReady("wine-quality");
        const { output } = await ok(e2e.stack.preview("--expect-no-changes"));
        assert.match(output, /endpoint "wine-quality": it is NOT_READY .* stays as it is/);
    });

    it("refuses to delete the API of an endpoint that left by itself, and names it", async () => {
        e2e.emulator.workspace.removeEndpoint("wine-quality");
        const run = await e2e.stack.preview();
        assert.notEqual(run.code, 0);
        assert.match(run.output, /endpoint "wine-quality" is no longer in the workspace/);
        assert.match(run.output, /serving-gateway:discover\.gone/);
        assert.doesNotMatch(run.output, /at .*\.ts:\d+/);
    });

    it("deletes it where that is meant, and publishes the one that is ready now", async () => {
        deploy("wine-new", { team: "quality" });
        e2e.emulator.workspace.setEndpoint("wine-new", { state: { ready: "READY", config_update: "NOT_UPDATING" } });
        await e2e.configure({ discover: { ...discover, gone: "remove" } });
        const { output } = await ok(e2e.stack.up());
        assert.match(
            output,
            /warning: these endpoints no longer match, and their APIs are deleted:\s+endpoint "wine-quality"/,
        );
        assert.deepEqual(Object.keys(await published()), [agent, "llama-chat", "wine-new"]);
    });

    it("says once that the workspace lists nothing to an identity that it does not know", async () => {
        await e2e.configure({ workspace: { token: "dapi-marker" } });
        const run = await e2e.stack.preview();
        assert.notEqual(run.code, 0);
        assert.equal(run.output.match(/the endpoints to publish cannot be listed: .*answered 403/g)?.length, 1);
        assert.doesNotMatch(run.output, /at .*\.ts:\d+|dapi-marker/);
    });

    async function published(): Promise<Record<string, string>> {
        const { value } = JSON.parse((await e2e.arm("GET", "apis")).text);
        const apis = value.filter(({ name }: any) => name !== "echo-api");
        return Object.fromEntries(apis.map(({ name, properties }: any) => [name, properties.path]).sort());
    }

    function notReady(name: string): void {
        e2e.emulator.workspace.setEndpoint(name, { state: { ready: "NOT_READY", config_update: "IN_PROGRESS" } });
    }

    function deploy(name: string, tags: Record<string, string>): void {
        const { workspace } = e2e.emulator;
        workspace.setDocument(name, { ...chat, servers: [{ url: `${workspace.url}/serving-endpoints/${name}` }] });
        workspace.setEndpoint(name, { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) });
    }

    async function ok(running: Promise<Run>): Promise<Run> {
        const run = await running;
        assert.equal(run.code, 0, run.output);
        return run;
    }
});
