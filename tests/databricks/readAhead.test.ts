import assert from "node:assert/strict";
import { startWorkspace, type EmulatedWorkspace } from "../../emulator/workspace/server";
import { resolveCredential } from "../../databricks/credentials";
import { ReadAheadClient } from "../../databricks/readAhead";

const names = ["llama-chat", "wine-quality", "ada-embeddings"];

describe("a client that reads ahead", () => {
    let workspace: EmulatedWorkspace;
    let client: ReadAheadClient;

    beforeEach(async () => {
        workspace = await startWorkspace();
        const { url, token } = workspace;
        client = new ReadAheadClient(url, resolveCredential({ token }, {}, url), {
            maxRetries: 0,
        });
    });
    afterEach(() => workspace.close());

    const calls = () => workspace.requests.map(({ path }) => path.replace("/api/2.0/serving-endpoints/", "")).sort();

    it("calls the workspace once for what is asked for once", async () => {
        client.readAhead(names.map((name) => ({ name, withDocument: true })));
        for (const name of names) {
            assert.equal((await client.getServingEndpoint(name)).name, name);
            assert.ok(JSON.parse(await client.getOpenApi(name)).paths);
        }
        assert.deepEqual(calls(), names.flatMap((name) => [name, `${name}/openapi`]).sort());
    });

    it("asks again for what is asked for again", async () => {
        client.readAhead([{ name: "llama-chat", withDocument: true }]);
        await client.getOpenApi("llama-chat");
        workspace.setDocument("llama-chat", '{"paths":{}}');
        assert.equal(await client.getOpenApi("llama-chat"), '{"paths":{}}');
    });

    it("reads no document that nobody wants", async () => {
        client.readAhead([{ name: "llama-chat", withDocument: false }]);
        await client.getServingEndpoint("llama-chat");
        assert.deepEqual(calls(), ["llama-chat"]);
    });

    it("reads at once what is asked for before its turn", async () => {
        const { fetch } = globalThis;
        const begun: string[] = [];
        globalThis.fetch = (input, init) => {
            begun.push(String(input));
            return fetch(input, init);
        };
        try {
            const others = Array.from({ length: 100 }, (_, index) => ({ name: `other-${index}`, withDocument: true }));
            client.readAhead([...others, { name: "wine-quality", withDocument: true }]);
            await client.getServingEndpoint("wine-quality");
        } finally {
            globalThis.fetch = fetch;
        }
        const before = begun.findIndex((url) => url.includes("/wine-quality"));
        assert.ok(before < 50, `${before} of 200 calls were begun before`);
    });

    it("says what failed to who asks for it, and goes on with the others", async () => {
        client.readAhead(["gone", ...names].map((name) => ({ name, withDocument: true })));
        await assert.rejects(client.getServingEndpoint("gone"), /There is no serving endpoint "gone"/);
        assert.equal((await client.getServingEndpoint("llama-chat")).name, "llama-chat");
    });
});
