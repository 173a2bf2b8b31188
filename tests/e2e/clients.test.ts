import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import OpenAI, { APIError, AuthenticationError, AzureOpenAI, RateLimitError } from "openai";
import { Agent, fetch } from "undici";
import type { Run } from "../../local/pulumi";
import { buildTimeout, commandTimeout, type E2e, openE2e, runCommand } from "./environment";
import { manyModels } from "./manyModels";
import { runShown } from "./shownCode";

const chat = "llama-chat";
const embeddings = "ada-embeddings";
/** Calls of embeddings in a minute. */
const most = 2;
const subscriptionKey = { header: "api-key", query: "api-key", bearer: true };
const messages = [{ role: "user" as const, content: "What is a lakehouse?" }];
const question = { model: "any", messages };
/** What the emulated model answers to anything. */
const words = "emulated content 1";

/** Callers with the clients that they have, from the first deployment to the last. */
describe("clients of OpenAI's API and of MCP on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;
    let idsBefore: string[];
    let urls: Record<string, string>;
    let keys: Record<string, string>;
    let mcpUrl: string;
    let client: Agent;

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e({
            service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
            endpoints: [{ name: chat, path: "models/chat", answers: "text" }, limited],
            callers: { subscriptionKey },
            products: [{ ...agents, mcp: true }],
            openai: { path: "openai", aliases: { "gpt-4o": chat } },
            databricksPaths: true,
        });
        idsBefore = e2e.emulator.arm.store.ids();
        client = new Agent({ connect: { ca: await readFile(e2e.emulator.access.caFile, "utf8") } });
    });
    after(async () => {
        await client?.close();
        await e2e?.close();
    });

    const limited = {
        name: embeddings,
        path: "models/embeddings",
        limits: { calls: { count: most, seconds: 60 } },
    };
    const agents = { name: "agents", endpoints: ["*"], subscriptions: ["app"] };
    /** With the certificate of the emulated gateway, and nothing else of its own. */
    const trusting = ((url: string, init: object) => fetch(url, { ...init, dispatcher: client })) as never;
    const options = (endpoint: string, apiKey = keys[endpoint]!) => ({ apiKey, fetch: trusting, maxRetries: 0 });
    const openAi = (endpoint: string, apiKey?: string) =>
        new OpenAI({ baseURL: urls[endpoint], ...options(endpoint, apiKey) });
    const compatible = (endpoint: string, apiKey = keys[endpoint]!) =>
        createOpenAICompatible({ name: "gateway", baseURL: urls[endpoint]!, apiKey, fetch: trusting });

    /** With both versions of MCP's client, which have other names for the same. */
    const mcpClients = {
        1: async (apiKey: string) => {
            const mcp = new Client({ name: "test", version: "1" });
            await mcp.connect(new StreamableHTTPClientTransport(new URL(mcpUrl), mcpOptions(apiKey)) as never);
            return mcp;
        },
        2: async (apiKey: string) => {
            const mcp = new NewClient({ name: "test", version: "1" });
            await mcp.connect(new NewTransport(new URL(mcpUrl), mcpOptions(apiKey)));
            return mcp;
        },
    };
    const mcpOptions = (apiKey: string) => ({ fetch: trusting, requestInit: { headers: { "api-key": apiKey } } });

    /** Gives the service a domain of its own. @returns what takes it away again */
    function addDomain(hostName: string): () => void {
        const { arm, access } = e2e.emulator;
        const service = arm.store.get(idsBefore.find((id) => id.endsWith(`/service/${access.serviceName}`))!)!;
        const { hostnameConfigurations } = service.properties as { hostnameConfigurations: object[] };
        const domain = { type: "Proxy", hostName, certificateSource: "KeyVault", defaultSslBinding: true };
        const properties = { ...service.properties, hostnameConfigurations: [...hostnameConfigurations, domain] };
        arm.store.set({ ...service, properties });
        return () => arm.store.set(service);
    }

    async function ok(running: Promise<Run>): Promise<Run> {
        const run = await running;
        assert.equal(run.code, 0, run.output);
        return run;
    }

    const callWith = (headers: Record<string, string>) => e2e.call(`${urls[chat]}/chat/completions`, headers, question);
    const bearer = (text: string) => callWith({ Authorization: `Bearer ${text}` });

    it("send their key as a bearer token or as api-key, and never to the workspace", async () => {
        const { output } = await ok(e2e.stack.up());
        assert.match(output, /bearer uses a preview version of API Management \(2025-03-01-preview\)/);
        const outputs = (await e2e.stack.outputs()) as Record<string, any>;
        urls = Object.fromEntries(Object.entries<any>(outputs.endpoints).map(([name, { url }]) => [name, url]));
        keys = { ...outputs.subscriptionKeys, agents: outputs.productKeys.agents.app, openai: outputs.openaiKey };
        keys.databricks = outputs.databricksKey;
        urls.databricks = outputs.databricks.url;
        mcpUrl = outputs.mcpServers["product-agents-mcp"];
        urls.openai = outputs.openai.url;
        assert.deepEqual(outputs.openai.models, [embeddings, "gpt-4o", chat]);
        for (const answer of [await bearer(keys[chat]!), await callWith({ "api-key": keys[chat]! })]) {
            assert.equal(answer.status, 200, answer.text);
        }
        assert.equal((await bearer("wrong")).status, 401);
        const sent = JSON.stringify(e2e.emulator.workspace.requests);
        assert.ok(!sent.includes(keys[chat]!), "the key reached the workspace");
    });

    it("list, chat and stream with OpenAI's Node client", async () => {
        const models = await openAi(chat).models.list();
        assert.deepEqual(
            models.data.map(({ id }) => id),
            [chat],
        );
        const answer = await openAi(chat).chat.completions.create(question);
        assert.equal(answer.choices[0]!.message.content, words);
        assert.ok(answer.usage!.total_tokens > 0);
        const pieces: string[] = [];
        for await (const { choices } of await openAi(chat).chat.completions.create({ ...question, stream: true })) {
            pieces.push(choices[0]?.delta.content ?? "");
        }
        assert.equal(pieces.join(""), words);
        assert.ok(pieces.length > 2, "the stream came in one piece");
    });

    it("get text where the model answers with a list of parts", async () => {
        const parts = [
            { type: "reasoning", summary: [] },
            { type: "text", text: words },
        ];
        const body = { choices: [{ index: 0, message: { role: "assistant", content: parts }, finish_reason: "stop" }] };
        e2e.emulator.workspace.answerNext({
            status: 200,
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body),
            path: /invocations$/,
        });
        const answer = await openAi(chat).chat.completions.create(question);
        assert.equal(answer.choices[0]!.message.content, words);
    });

    manyModels({
        chat,
        embeddings,
        words,
        messages,
        openAi: (name, key, baseURL = urls[name]) => new OpenAI({ ...options(name, key), baseURL }),
        url: (name) => urls[name]!,
        key: (name) => keys[name]!,
        get: async (url, headers) => (await fetch(url, { headers, dispatcher: client })).json(),
        call: (url, headers, body) => e2e.call(url, headers, body),
    });

    it("chat with AzureOpenAI, whose key is in the header api-key", async () => {
        for (const [endpoint, model] of [
            [chat, "any"],
            ["openai", "gpt-4o"],
        ] as const) {
            const azure = new AzureOpenAI({ endpoint: urls[endpoint], apiVersion: "2024-10-21", ...options(endpoint) });
            const answer = await azure.chat.completions.create({ ...question, model });
            assert.equal(answer.choices[0]!.message.content, words);
        }
    });

    it("chat and stream with the Vercel AI SDK", async () => {
        const model = compatible(chat).chatModel("any");
        const prompt = [{ role: "user" as const, content: [{ type: "text" as const, text: "Hi" }] }];
        const { content } = await model.doGenerate({ prompt });
        assert.deepEqual(content, [{ type: "text", text: words }]);
        const { stream } = await model.doStream({ prompt });
        let text = "";
        for await (const part of stream) if (part.type === "text-delta") text += part.delta;
        assert.equal(text, words);
    });

    it("are told of a wrong key and of a limit in OpenAI's errors", async () => {
        await assert.rejects(openAi(chat, "wrong").chat.completions.create(question), (error) => {
            assert.ok(error instanceof AuthenticationError);
            assert.match(error.message, /^401 Access denied due to invalid subscription key/);
            return error.code === "UNAUTHENTICATED";
        });
        await assert.rejects(
            async () => compatible(chat, "wrong").chatModel("any").doGenerate({ prompt: [] }),
            /invalid subscription key/,
        );
        // openai-node asks for Base64 unless it is told otherwise.
        const input = { model: "any", input: ["a", "b"], encoding_format: "float" as const };
        const { data } = await openAi(embeddings).embeddings.create(input);
        assert.equal(typeof data[0]!.embedding[0], "number");
        const embedded = await compatible(embeddings)
            .embeddingModel("any")
            .doEmbed({ values: ["a"] });
        assert.equal(typeof embedded.embeddings[0]![0], "number");
        await assert.rejects(openAi(embeddings).embeddings.create(input), (error) => {
            assert.ok(error instanceof RateLimitError);
            assert.match(error.message, /^429 Rate limit is exceeded/);
            assert.match(error.headers.get("retry-after")!, /^\d+$/);
            return error.type === "rate_limit_error";
        });
        await assert.rejects(
            async () =>
                compatible(embeddings)
                    .embeddingModel("any")
                    .doEmbed({ values: ["a"] }),
            /Rate limit is exceeded/,
        );
    });

    it("are told in OpenAI's words what the endpoint refuses", async () => {
        await assert.rejects(
            openAi(chat).chat.completions.create({ ...question, messages: "no list" as never }),
            (error) => {
                assert.ok(error instanceof APIError);
                assert.equal(error.type, "invalid_request_error");
                return error.status === 400 && !/no body/.test(error.message);
            },
        );
    });

    for (const [version, connect] of Object.entries(mcpClients)) {
        it(`list and call endpoints as tools with version ${version} of MCP's client, within their limits`, async () => {
            const mcp = await connect(keys.agents!);
            const { tools } = await mcp.listTools();
            assert.deepEqual(
                tools.map(({ name }) => name),
                ["ada_embeddings", "llama_chat"],
            );
            for (const { description, inputSchema } of tools) {
                assert.ok(description!.length > 20, description);
                assert.equal(inputSchema.type, "object");
            }
            const call = async (name: string, values: Record<string, unknown>) => {
                const { content, isError } = await mcp.callTool({ name, arguments: values });
                return { isError, text: (content as { text: string }[])[0]!.text };
            };
            const answer = await call("llama_chat", { messages });
            assert.equal(JSON.parse(answer.text).choices[0].message.content, words);
            // Both versions of the client share the key, and with it the limit.
            const embedded = [1, 2].map(() => call("ada_embeddings", { input: ["a"] }));
            assert.equal((await Promise.all(embedded)).length, most);
            const refused = await call("ada_embeddings", { input: ["a"] });
            assert.deepEqual([refused.isError, JSON.parse(refused.text).statusCode], [true, 429]);
            await mcp.close();
            await assert.rejects(connect("wrong"), /invalid subscription key/);
            await assert.rejects(connect(keys[chat]!), /invalid subscription key/);
        });
    }

    it("find a catalogue whose code for curl, the clients of OpenAI, MLflow and MCP calls what it says", async () => {
        const out = join(e2e.directory, "site");
        const { code, stderr } = await runCommand(e2e, "catalogue", ["--stack", "local", "--out", out]);
        assert.deepEqual([code, stderr], [0, ""]);
        const index = readFileSync(join(out, "index.html"), "utf8");
        const page = readFileSync(join(out, `apis/${chat}.html`), "utf8");
        for (const key of [keys[chat]!, keys.agents!]) assert.ok(!(index + page).includes(key));
        for (const [key, shown, client, expected] of [
            [keys[chat]!, page, "curl", words],
            [keys[chat]!, page, "JavaScript, OpenAI", words],
            [keys[chat]!, page, "Python, OpenAI", words],
            [keys.agents!, page, "Python, MLflow", words],
            [keys.agents!, index, "JavaScript, OpenAI", words],
            [keys.agents!, index, "JavaScript, MCP client", "llama_chat"],
        ] as const) {
            const printed = await runShown(e2e, client, codeIn(shown, client), key);
            if (printed !== undefined) assert.ok(printed.includes(expected), `${client}: ${printed}`);
        }
    });

    it("find what a smoke test says of it: keys, streams, APIs that models share, products and tools", async () => {
        // The calls of others are forgotten.
        e2e.emulator.clock.advance(61_000);
        const { code, stdout, stderr } = await runCommand(e2e, "smoke", ["--stack", "local", "--wait", "0"]);
        e2e.emulator.clock.advance(61_000);
        const rows = stdout.split("\n").map((line) => line.split(/ {2,}/));
        const found = new Set(rows.map(([outcome, status, _, name, check]) => `${outcome} ${status} ${name} ${check}`));
        const expected = [
            `passed 200 ${chat} with a key`,
            `passed 200 ${chat} stream`,
            `passed 401 ${chat} without a key`,
            `passed 200 openai with a key`,
            `passed 401 openai without a key`,
            `passed 200 databricks with a key`,
            `passed 200 product-agents-mcp tools, with a key`,
            `passed 401 product-agents-mcp without a key`,
        ];
        assert.deepEqual(
            expected.filter((row) => !found.has(row)),
            [],
            stdout,
        );
        // Its own path, OpenAI's, and the product's key: one more than the limit of calls.
        assert.match(stdout, /^limited +429 .*embeddings.*$/m);
        assert.match(stdout, /^limited: .*: 429, "Rate limit is exceeded.*Run this again in \d+ s\.$/m);
        assert.equal(code, 1, stderr);
        const shown = Object.values(keys).filter((key) => (stdout + stderr).includes(key));
        assert.deepEqual(shown, []);
    });

    it("lose the bearer key and the MCP server where the settings go, and nothing else, at another domain", async () => {
        const without = { callers: { subscriptionKey: { ...subscriptionKey, bearer: false } }, products: [agents] };
        await e2e.configure(without);
        const remove = addDomain("models.contoso.example");
        await ok(e2e.stack.up());
        remove();
        const { gatewayUrl, endpoints } = (await e2e.stack.outputs()) as Record<string, any>;
        assert.equal(gatewayUrl, "https://models.contoso.example");
        assert.equal(endpoints[chat].url, "https://models.contoso.example/models/chat");
        await assert.rejects(mcpClients[1](keys.agents!), /404/);
        assert.equal((await callWith({ "api-key": keys.agents! })).status, 200);
        assert.equal((await bearer(keys[chat]!)).status, 401);
        assert.equal((await callWith({ "api-key": keys[chat]! })).status, 200);
    });

    it("keep their keys when both come back and the API changes, and the next preview shows no change", async () => {
        await e2e.configure({
            callers: { subscriptionKey },
            products: [{ ...agents, mcp: true }],
            endpoints: [{ name: chat, path: "models/chat", answers: "text", displayName: "Chat" }, limited],
        });
        await ok(e2e.stack.up());
        assert.equal((await (await mcpClients[1](keys.agents!)).listTools()).tools.length, 2);
        assert.equal((await bearer(keys[chat]!)).status, 200);
        await ok(e2e.stack.preview("--expect-no-changes"));
    });

    it("leave nothing behind", async () => {
        await ok(e2e.stack.destroy());
        assert.deepEqual(e2e.emulator.arm.store.ids(), idsBefore);
    });
});

/** Code that a page of the catalogue shows for a client. */
function codeIn(page: string, client: string): string {
    const [, code] = new RegExp(`aria-label="${client}"><code>([^<]*)</code>`).exec(page) ?? assert.fail(client);
    const references: Record<string, string> = { quot: '"', "#39": "'", lt: "<", gt: ">", amp: "&" };
    return code!.replace(/&([a-z#0-9]+);/g, (_, name: string) => references[name]!);
}
