import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import OpenAI from "openai";
import { Agent, fetch } from "undici";
import type { EmulatedWorkspace } from "../../emulator/workspace/server";
import type { Run } from "../../local/pulumi";
import { agent, buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const chat = JSON.parse(readFileSync(join(__dirname, "../../emulator/workspace/documents/chat.json"), "utf8"));

const service = "main.support.team-chat";
const serviceId = "main-support-team-chat";
const discover = {
    tags: { team: ["support", "quality", "search"] },
    exclude: ["ada-*"],
    path: "models/{name}",
    modelServices: { catalogs: ["system"], apiTypes: ["*/embeddings"] },
};
/** Found by its API type. */
const vectors = { id: "system-ai-gte-large-en", path: "models/system.ai.gte-large-en" };
const app = "support-agent";
const appId = `west-${app}`;
const messages = [{ role: "user" as const, content: "Hi" }];

/** Found in another workspace, where an endpoint has the name of one of the first. */
const far = "west-llama-chat";

/** The workspace has an agent and a classic model, an external one for embeddings, a chat model, and model services. */
describe("endpoints and model services that are found, on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;
    let west: EmulatedWorkspace;
    let idsBefore: string[];

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e({
            service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
            discover,
            // Listed, so that no filter matters.
            endpoints: [{ name: "llama-chat", path: "chat" }],
            openai: { path: "openai", models: ["llama-chat", serviceId, vectors.id, far] },
        });
        west = await e2e.emulator.addWorkspace();
        const { url: host, token } = west;
        const { servicePrincipal } = e2e.emulator.workspace;
        idsBefore = e2e.emulator.arm.store.ids();
        const oauthM2M = west.servicePrincipal;
        await e2e.configure({
            workspaces: {
                // Apps show their documents to OAuth tokens only.
                west: { host, ...oauthM2M, credential: { pat: token }, discover: { names: ["llama-*"] } },
            },
            models: [{ modelService: service, credential: { oauthM2M: servicePrincipal } }],
            apps: [
                {
                    name: app,
                    workspace: "west",
                    credential: { oauthM2M },
                    paths: { include: ["/invocations", "/api/**"] },
                },
            ],
        });
        deploy("wine-new", { team: "quality" });
        notReady("wine-new");
    });
    after(() => e2e?.close());

    it("publishes those that fit and those that are listed, and leaves out a new one that is not ready", async () => {
        const { output } = await ok(e2e.stack.up());
        assert.match(output, /warning: endpoint "wine-new" is not ready .*left out until it is/);
        assert.deepEqual(await published(), {
            [appId]: `west/${app}`,
            [agent]: `models/${agent}`,
            "llama-chat": "chat",
            [serviceId]: service,
            openai: "openai",
            [vectors.id]: vectors.path,
            [far]: "west/llama-chat",
            "wine-quality": "models/wine-quality",
        });
    });

    it("calls a model service at its own URL and at the one that models share, and no other model by either", async () => {
        const outputs = (await e2e.stack.outputs()) as Record<string, any>;
        const ca = await readFile(e2e.emulator.access.caFile, "utf8");
        const dispatcher = new Agent({ connect: { ca } });
        const clientOf = (baseURL: string, apiKey: string) =>
            new OpenAI({
                baseURL,
                apiKey,
                defaultHeaders: { "Ocp-Apim-Subscription-Key": apiKey },
                fetch: ((url: string, init: object) => fetch(url, { ...init, dispatcher })) as never,
                maxRetries: 0,
            });
        const own = clientOf(outputs.endpoints[serviceId].url, outputs.subscriptionKeys[serviceId]);
        const shared = clientOf(outputs.openai.url, outputs.openaiKey);
        assert.deepEqual(outputs.openai.models, ["llama-chat", service, "system.ai.gte-large-en", far]);
        for (const [client, model] of [
            // It answers no chat, so that the call would be refused if it reached it.
            [own, "system.ai.gte-large-en"],
            [shared, service],
        ] as const) {
            const answer = await client.chat.completions.create({ model, messages });
            assert.equal(answer.choices[0]!.message.content, "emulated content 1");
            assert.equal(e2e.emulator.workspace.requests.at(-1)!.path, "/ai-gateway/mlflow/v1/chat/completions");
        }
        const input = { model: "system.ai.gte-large-en", input: "Hi", encoding_format: "float" as const };
        assert.equal((await shared.embeddings.create(input)).data.length, 1);
        for (const [model, workspace] of [
            [far, west],
            ["llama-chat", e2e.emulator.workspace],
        ] as const) {
            const before = workspace.requests.length;
            await shared.chat.completions.create({ model, messages });
            assert.equal(workspace.requests.length, before + 1, model);
            assert.equal(workspace.requests.at(-1)!.path, "/serving-endpoints/llama-chat/invocations");
        }
        await dispatcher.close();
    });

    it("calls an app at its own host by the example of its document, and none of the pages that it serves too", async () => {
        const { endpoints, subscriptionKeys } = (await e2e.stack.outputs()) as Record<string, any>;
        const headers = { "Ocp-Apim-Subscription-Key": subscriptionKeys[appId] };
        const { value } = JSON.parse((await e2e.arm("GET", `apis/${appId}/operations`)).text);
        const operations: any[] = value.map(({ properties }: any) => properties);
        assert.deepEqual(operations.map(({ urlTemplate }) => urlTemplate).sort(), [
            "/api/cases/{case_id}",
            "/invocations",
            // For OpenAI's clients, which an agent at `/invocations` answers too.
            "/models",
            "/responses",
        ]);
        const [{ examples }] = operations.find(({ urlTemplate }) => urlTemplate === "/invocations").request
            .representations;
        const [{ value: example }] = Object.values<{ value: object }>(examples) as [{ value: object }];
        const answer = await e2e.call(`${endpoints[appId].url}/invocations`, headers, example);
        assert.equal(answer.status, 200, answer.text);
        assert.match(answer.text, /emulated answer to: /);
        const { path, principal } = west.requests.at(-1)!;
        assert.deepEqual([path, principal], ["/invocations", west.servicePrincipal.clientId]);
        assert.equal((await e2e.call(`${endpoints[appId].url}/health`, headers, {})).status, 404);
    });

    it("warns of a right that the gateway's identity lacks and of an endpoint that is no longer ready, and changes nothing", async () => {
        const { modelServices, servicePrincipal } = e2e.emulator.workspace;
        modelServices.privileges.revoke(servicePrincipal.clientId, "EXECUTE", service);
        notReady("wine-quality");
        const { output } = await ok(e2e.stack.preview("--expect-no-changes"));
        assert.match(output, /\d+ unchanged/);
        assert.match(output, /endpoint "wine-quality": it is NOT_READY .* stays as it is/);
        assert.match(
            output,
            /warning: model service "main\.support\.team-chat": .* lacks EXECUTE on the model service/,
        );
        assert.match(output, /GRANT EXECUTE ON MODEL SERVICE `main`\.`support`\.`team-chat` TO `5f0c/);
        modelServices.privileges.grant(servicePrincipal.clientId, "EXECUTE", service);
    });

    it("shows in a preview what a new contract of one endpoint changes, and nothing of the other models", async () => {
        const { workspace } = e2e.emulator;
        const changed = structuredClone(chat);
        const [operation] = Object.values<any>(changed.paths);
        operation.post.requestBody.content["application/json"].schema.properties.seed = { type: "integer" };
        const serve = (document: object) =>
            workspace.setDocument("llama-chat", {
                ...document,
                servers: [{ url: `${workspace.url}/serving-endpoints/llama-chat` }],
            });
        serve(changed);
        const { output } = await ok(e2e.stack.preview());
        assert.match(output, /\+ seed/);
        assert.doesNotMatch(output, /team-chat-api|west-llama-chat-api|support-agent-api/);
        serve(chat);
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
        assert.deepEqual(Object.keys(await published()), [
            agent,
            "llama-chat",
            serviceId,
            "openai",
            vectors.id,
            far,
            appId,
            "wine-new",
        ]);
    });

    it("shows in a preview what changes elsewhere while a workspace is down, with one error, and updates nothing", async () => {
        const before = await published();
        await west.close();
        await e2e.configure({ endpoints: [{ name: "llama-chat", path: "talk" }] });
        const preview = await e2e.stack.preview();
        assert.notEqual(preview.code, 0);
        assert.match(preview.output, /"chat" => "talk"/);
        assert.doesNotMatch(preview.output, /west-llama-chat/);
        const update = await e2e.stack.up();
        assert.notEqual(update.code, 0);
        for (const { output } of [preview, update]) {
            // An update shows the first line of an error twice: while it runs, and at its end.
            assert.equal(output.match(/workspace "west": /g)?.length, 1, output);
            assert.match(
                output,
                /workspace "west": .*could not reach http:.*\n\s+Check serving-gateway:workspaces\.west\.host,/,
            );
            assert.doesNotMatch(output, /at .*\.ts:\d+|\d+ (deleted|to delete)/);
        }
        assert.deepEqual(await published(), before);
    });

    it("says once that a workspace lists nothing to an identity that it does not know", async () => {
        await e2e.configure({ workspace: { token: "dapi-marker" } });
        const run = await e2e.stack.preview();
        assert.notEqual(run.code, 0);
        assert.equal(run.output.match(/the workspace without a name: .*answered 403/g)?.length, 1);
        assert.doesNotMatch(run.output, /at .*\.ts:\d+|dapi-marker/);
    });

    it("leaves nothing behind when it is destroyed", async () => {
        await ok(e2e.stack.destroy());
        assert.deepEqual(e2e.emulator.arm.store.ids(), idsBefore);
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
