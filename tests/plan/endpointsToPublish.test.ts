import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { endpointsToPublish } from "../../plan/endpointsToPublish";
import type { SavedModels } from "../../plan/unusableWorkspaces";
import { readConfiguration } from "../../settings/configuration";
import { type EmulatedWorkspace, startWorkspace } from "../../emulator/workspace/server";

describe("endpointsToPublish", () => {
    let workspace: EmulatedWorkspace;
    /** APIs that the service has, and what else it answers. */
    let apis: string[];
    let failure: string | undefined;
    let asked: string[];

    beforeEach(async () => {
        workspace = await startWorkspace();
        apis = [];
        asked = [];
        failure = undefined;
        pulumi.runtime.setMocks(
            {
                newResource: () => assert.fail("nothing is declared here"),
                call: ({ token, inputs }) => {
                    assert.equal(token, "azure-native:apimanagement:getApi");
                    asked.push(inputs.apiId);
                    if (failure) throw refused(failure);
                    if (!apis.includes(inputs.apiId)) throw refused('Status=404 Code="ResourceNotFound"');
                    return inputs;
                },
            },
            "serving-gateway",
            "test",
        );
    });
    afterEach(() => workspace.close());

    /** @param saved what the stack's state has, where it may be asked */
    const read = (settings: Record<string, unknown>, saved?: Partial<SavedModels>) => {
        const values = {
            service: { name: "apim-contoso", resourceGroup: "rg-apis" },
            workspace: { host: workspace.url, token: workspace.token },
            credential: { pat: "dapi-gateway" },
            ...settings,
        };
        const config = Object.entries(values).map(([key, value]) => [`serving-gateway:${key}`, JSON.stringify(value)]);
        const unasked = (): never => assert.fail("the state is not asked");
        return endpointsToPublish(readConfiguration(Object.fromEntries(config), {}), async () => ({
            foundIn: unasked,
            isPublished: unasked,
            ...saved,
        }));
    };
    const names = async (settings: Record<string, unknown>) =>
        (await read(settings)).endpoints.map(({ name }) => name).join(" ");
    const stop = (name: string) =>
        workspace.setEndpoint(name, { state: { ready: "NOT_READY", config_update: "IN_PROGRESS" } });

    /** As the engine passes on what a provider says. */
    const refused = (details: string) => Object.assign(new Error(details), { details });

    const all = { endpoints: [{ name: "llama-chat" }], discover: { names: ["*a*"], exclude: ["agents_*"] } };

    it("publishes those that are listed and those that are found, each once, and asks the service nothing", async () => {
        assert.equal(await names(all), "llama-chat ada-embeddings wine-quality");
        const found = (await read(all)).found!.get(undefined);
        assert.deepEqual(found!.names, ["ada-embeddings", "wine-quality"]);
        assert.equal(found!.visible.length, 4);
        assert.deepEqual(asked, []);
        assert.equal(workspace.requests.filter(({ path }) => !path.endsWith("/serving-endpoints")).length, 0);
    });

    it("finds model services beside endpoints, or alone, and lists nothing else than what is looked for", async () => {
        const modelServices = { catalogs: ["system"] };
        const found = "system.ai.claude-sonnet-4-5 system.ai.gte-large-en";
        assert.equal(await names({ endpoints: [], discover: { modelServices } }), found);
        assert.ok(!workspace.requests.some(({ path }) => path.endsWith("/serving-endpoints")));
        const { endpoints } = await read({ discover: { names: ["wine-*"], modelServices, path: "models/{name}" } });
        assert.deepEqual(
            endpoints.map(({ kind, apiId, path }) => [kind, apiId, path]),
            [
                [undefined, "wine-quality", "models/wine-quality"],
                ["modelService", "system-ai-claude-sonnet-4-5", "models/system.ai.claude-sonnet-4-5"],
                ["modelService", "system-ai-gte-large-en", "models/system.ai.gte-large-en"],
            ],
        );
    });

    it("finds apps, as models of their own kind, and leaves out a new one that does not run", async () => {
        await workspace.apps.set("orders-agent", { compute_status: { state: "STOPPED" } });
        const { endpoints, found } = await read({ discover: { apps: { names: ["*-agent"] }, path: "agents/{name}" } });
        assert.deepEqual(
            endpoints.map(({ kind, apiId, path }) => [kind, apiId, path]),
            [["app", "support-agent", "agents/support-agent"]],
        );
        assert.deepEqual(found!.get(undefined), {
            names: ["app/support-agent"],
            visible: ["app/orders-agent", "app/support-agent"],
        });
    });

    it("finds in each workspace what its own filters say, whatever another one has", async () => {
        const west = await startWorkspace();
        try {
            west.removeEndpoint("ada-embeddings");
            const { endpoints, found } = await read({
                endpoints: [{ name: "llama-chat", workspace: "west" }],
                discover: { names: ["ada-*"] },
                workspaces: {
                    west: {
                        host: west.url,
                        token: west.token,
                        credential: { pat: "dapi-west" },
                        discover: { names: ["ada-*", "wine-*", "llama-*"], path: "far/{name}" },
                    },
                },
            });
            assert.deepEqual(
                endpoints.map(({ apiId, path }) => [apiId, path]),
                [
                    ["west-llama-chat", "west/llama-chat"],
                    ["ada-embeddings", "ada-embeddings"],
                    ["west-wine-quality", "far/wine-quality"],
                ],
            );
            assert.deepEqual(found!.get(undefined)!.names, ["ada-embeddings"]);
            assert.deepEqual(found!.get("west")!.names, ["wine-quality"]);
            assert.equal(found!.get("west")!.visible.length, 3);
        } finally {
            await west.close();
        }
    });

    it("keeps what the state has of a workspace that is down, and leaves out what is new there", async () => {
        const west = await startWorkspace();
        await west.close();
        const published = ["west-llama-chat", "west-wine-quality"];
        const { endpoints, found, unusable } = await read(
            {
                endpoints: [
                    { name: "llama-chat" },
                    ...["llama-chat", "new"].map((name) => ({ name, workspace: "west" })),
                ],
                notReady: "publish",
                workspaces: {
                    west: {
                        host: west.url,
                        token: west.token,
                        credential: { pat: "dapi-west" },
                        discover: { names: ["*"] },
                    },
                },
            },
            {
                foundIn: (workspace) => ["wine-quality", "llama-chat", "lost"].map((name) => ({ workspace, name })),
                isPublished: (_, apiId) => published.includes(apiId),
            },
        );
        assert.deepEqual(
            endpoints.map(({ apiId }) => apiId),
            ["llama-chat", ...published],
        );
        assert.deepEqual([...found!], [["west", { names: ["wine-quality"], visible: ["wine-quality"] }]]);
        assert.deepEqual([...unusable!.keys()], ["west"]);
        assert.match(unusable!.get("west")!.message, /could not reach http:\/\/127\.0\.0\.1/);
    });

    it("asks a workspace of model services alone whether it answers, where there are several", async () => {
        const models = [{ modelService: "system.ai.gte-large-en", workspace: "west" }];
        const other = await startWorkspace();
        const west = { host: other.url, token: "dapi-of-nobody", credential: { pat: "dapi-west" } };
        const settings = { endpoints: [{ name: "llama-chat" }], models, workspaces: { west } };
        const { endpoints, unusable } = await read(settings, { foundIn: () => [], isPublished: () => false });
        await other.close();
        assert.deepEqual([endpoints.map(({ name }) => name), [...unusable!.keys()]], [["llama-chat"], ["west"]]);
        assert.match(unusable!.get("west")!.fix, /serving-gateway:workspaces\.west\.token/);
    });

    it("lets a listed model service keep its own settings where it is found too", async () => {
        const models = [{ modelService: "system.ai.gte-large-en", path: "vectors" }];
        const { endpoints } = await read({ models, discover: { modelServices: { apiTypes: ["*/embeddings"] } } });
        assert.deepEqual(
            endpoints.map(({ path }) => path),
            ["vectors"],
        );
    });

    it("asks nothing about listed model services, which are always ready", async () => {
        await read({ models: [{ modelService: "system.ai.gte-large-en" }], notReady: "skip" });
        assert.deepEqual(workspace.requests, []);
    });

    it("says in one error that a found model service would have the identifier of an endpoint", async () => {
        const endpoints = [{ name: "system-ai-gte-large-en" }];
        const discover = { modelServices: { names: ["gte-*"] } };
        await assert.rejects(read({ endpoints, discover, notReady: "publish" }), {
            message:
                /discover\.modelServices finds "system\.ai\.gte-large-en", .* List it in serving-gateway:models with an apiId/,
        });
    });

    it("leaves out what is not ready, listed or found, unless it is published already", async () => {
        stop("llama-chat");
        stop("wine-quality");
        assert.equal(await names(all), "ada-embeddings");
        apis = ["wine-quality"];
        assert.equal(await names(all), "ada-embeddings wine-quality");
        apis = ["wine-quality", "llama-chat"];
        assert.equal(await names(all), "llama-chat ada-embeddings wine-quality");
    });

    it("looks for the API under its own identifier", async () => {
        stop("llama-chat");
        apis = ["chat-v2"];
        assert.equal(await names({ endpoints: [{ name: "llama-chat", apiId: "chat-v2" }] }), "llama-chat");
        assert.deepEqual(asked, ["chat-v2"]);
    });

    it("never takes an API for one that is not there because the service could not be asked", async () => {
        stop("llama-chat");
        failure = 'Status=403 Code="AuthorizationFailed"';
        assert.equal(await names(all), "llama-chat ada-embeddings wine-quality");
        failure = 'GET /apis/chat-404 Status=403 Code="AuthorizationFailed"';
        assert.equal(await names({ endpoints: [{ name: "llama-chat", apiId: "chat-404" }] }), "llama-chat");
    });

    it("publishes what is not ready where that is wanted, and refuses it where that is", async () => {
        stop("wine-quality");
        assert.match(await names({ ...all, notReady: "publish" }), /wine-quality/);
        await assert.rejects(read({ ...all, notReady: "refuse" }), (error: Error) => {
            assert.ok(pulumi.RunError.isInstance(error));
            assert.match(error.message, /endpoint "wine-quality" is not ready \(update: IN_PROGRESS\)/);
            return true;
        });
    });

    it("keeps what callers have of an endpoint that is no longer of the state that is looked for", async () => {
        stop("wine-quality");
        const ready = { ...all, discover: { ...all.discover, states: ["READY"] }, notReady: "publish" };
        assert.equal(await names(ready), "llama-chat ada-embeddings");
        apis = ["wine-quality"];
        assert.equal(await names(ready), "llama-chat ada-embeddings wine-quality");
    });

    it("says once, and for the user, that the workspace does not list its endpoints", async () => {
        workspace.revokeToken(workspace.token);
        await assert.rejects(read(all), (error: Error) => {
            assert.ok(pulumi.RunError.isInstance(error));
            assert.match(
                error.message,
                /^the endpoints to publish cannot be listed: the list of serving endpoints: .* 403/,
            );
            return true;
        });
    });

    it("leaves it to the endpoints to say so where all of them are listed", async () => {
        workspace.revokeToken(workspace.token);
        assert.equal(await names({ endpoints: [{ name: "wine-quality" }] }), "wine-quality");
    });

    it("does not list the workspace's endpoints where nothing depends on them", async () => {
        await names({ endpoints: [{ name: "wine-quality" }], notReady: "refuse" });
        assert.deepEqual(workspace.requests, []);
    });
});
