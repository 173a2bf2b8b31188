import assert from "node:assert/strict";
import { startWorkspace, type EmulatedWorkspace } from "../../emulator/workspace/server";
import { ReadAhead } from "../../databricks/readAhead";
import { sourceOf } from "../../databricks/sources/sources";
import { assembleWorkspace, type Workspace } from "../../databricks/workspace";

const names = ["llama-chat", "wine-quality", "ada-embeddings"];

describe("models that are read ahead", () => {
    let emulated: EmulatedWorkspace;
    let ahead: ReadAhead;

    beforeEach(async () => {
        emulated = await startWorkspace();
        ahead = new ReadAhead(reached());
    });
    afterEach(() => emulated.close());

    const reached = (): Workspace =>
        assembleWorkspace({ host: emulated.url, token: emulated.token }, {}, { maxRetries: 0 });
    const calls = () => emulated.requests.map(({ path }) => path.replace("/api/2.0/serving-endpoints/", "")).sort();
    const start = (all: readonly string[], file?: string) =>
        ahead.start(all.map((name) => ({ id: { name }, document: file })));
    const read = async (name: string, file?: string) =>
        sourceOf().read(await ahead.workspaceFor({ name }), name, { document: file });

    it("cost the workspace one call for what is asked for once", async () => {
        start(names);
        for (const name of names) {
            const { model, document } = await read(name);
            assert.equal(model.name, name);
            assert.ok(document!.paths);
        }
        assert.deepEqual(calls(), names.flatMap((name) => [name, `${name}/openapi`]).sort());
    });

    it("are read again for whoever asks again", async () => {
        start(["llama-chat"]);
        await read("llama-chat");
        emulated.setDocument("llama-chat", '{"paths":{"/new":{}}}');
        assert.deepEqual((await read("llama-chat")).document, { paths: { "/new": {} } });
    });

    it("have no document read that nobody wants", async () => {
        start(["llama-chat"], "package.json");
        await read("llama-chat", "package.json");
        assert.deepEqual(calls(), ["llama-chat"]);
    });

    it("are read at once where they are asked for before their turn", async () => {
        const { fetch } = globalThis;
        const begun: string[] = [];
        globalThis.fetch = (input, init) => {
            begun.push(String(input));
            return fetch(input, init);
        };
        try {
            start([...Array.from({ length: 100 }, (_, index) => `other-${index}`), "wine-quality"]);
            await read("wine-quality");
        } finally {
            globalThis.fetch = fetch;
        }
        const before = begun.findIndex((url) => url.includes("/wine-quality"));
        assert.ok(before < 50, `${before} of 200 calls were begun before`);
    });

    it("fail for whoever asks for them, and hold no other up", async () => {
        start(["gone", ...names]);
        await assert.rejects(read("gone"), /There is no serving endpoint "gone"/);
        assert.equal((await read("llama-chat")).model.name, "llama-chat");
    });

    it("have the rights on all of them read with those on the first, each catalog and schema once", async () => {
        const services = ["system.ai.claude-sonnet-4-5", "system.ai.gte-large-en"];
        const principal = "11111111-2222-3333-4444-555555555555";
        const source = sourceOf("modelService");
        ahead.start([
            ...services.map((name) => ({ id: { kind: "modelService" as const, name } })),
            { id: { name: "llama-chat" } },
        ]);
        const lacking = async (name: string) =>
            source.rights!.lacking(
                await ahead.rightsWorkspaceFor({ kind: "modelService", name }, principal),
                name,
                principal,
            );
        for (const name of services) {
            await source.read(await ahead.workspaceFor({ kind: "modelService", name }), name);
            assert.deepEqual(await lacking(name), []);
        }
        const effective = () => calls().filter((path) => path.includes("/effective-permissions/"));
        assert.equal(effective().length, 4);
        // Whoever asks again gets what holds then.
        emulated.modelServices.privileges.revoke("account users", "USE_SCHEMA", "system.ai");
        assert.equal((await lacking(services[0]!)).length, 1);
        assert.equal(effective().length, 7);
    });
});
