import assert from "node:assert/strict";
import type { OpenAPIV3 } from "openapi-types";
import { type Call, type Check, type CheckedApi, checksOfApi } from "../../../commands/smoke/checks";
import { stackChecks } from "../../../commands/smoke/stackChecks";
import { headersFor } from "../../../commands/smoke/stackOutputs";
import { publishedStack } from "../../../commands/publishedStack";
import { parseJson } from "../../../json/jsonText";
import { openAiRoutes } from "../../../transforms/publication/openAiOperations";

const key = { header: "X-Key", query: "key" };
const url = "https://gateway.example/churn";

function api(paths: string, more: Partial<CheckedApi> = {}): CheckedApi {
    const document = parseJson(`{"paths":${paths}}`) as OpenAPIV3.Document;
    return { name: "churn", url, needs: { subscriptionKey: key }, document, isMock: false, ...more };
}

const post = (example: string, schema = "{}", answer = "{}") =>
    `{"post":{"requestBody":{"content":{"application/json":{"schema":${schema},"example":${example}}}},"responses":{"200":{"content":{"application/json":${answer}}}}}}`;

function callOf({ does }: Check): Call {
    assert.ok("call" in does, JSON.stringify(does));
    return does.call;
}

describe("what is checked of an API", () => {
    it("is its own example with every digit, with a key and without", () => {
        const body = '{"inputs":[9007199254740993,2.0]}';
        const [withKey, without] = checksOfApi(api(`{"/invocations":${post(body)}}`), { key: "k" });
        assert.deepEqual(
            [withKey!.what, callOf(withKey!).body, callOf(withKey!).headers, callOf(withKey!).url],
            ["with a key", body, { "X-Key": "k" }, `${url}/invocations`],
        );
        const { headers, expects } = callOf(without!);
        assert.deepEqual(
            [without!.what, headers, expects, callOf(without!).body],
            ["without a key", {}, "refusal", body],
        );
    });

    it("is a few tokens of a language model, and one stream of them", () => {
        const schema = '{"properties":{"max_tokens":{},"stream":{}}}';
        const chat = `{"/chat/completions":${post('{"messages":[]}', schema)},"/invocations":${post('{"messages":[]}', schema)}}`;
        const checks = checksOfApi(api(chat), { key: "k" });
        assert.deepEqual(
            checks.map(({ what, url }) => `${what} ${url.split("/churn")[1]}`),
            [
                "with a key /invocations",
                "with a key /chat/completions",
                "stream /chat/completions",
                "without a key /invocations",
            ],
        );
        assert.equal(callOf(checks[0]!).body, '{"messages":[],"max_tokens":16}');
        assert.equal(callOf(checks[0]!).unlimited, '{"messages":[]}');
        assert.equal(callOf(checks[2]!).body, '{"messages":[],"stream":true,"max_tokens":16}');
    });

    it("is no stream of a mock, which answers at once", () => {
        const chat = `{"/invocations":${post("{}", '{"properties":{"stream":{}}}')}}`;
        assert.deepEqual(
            checksOfApi(api(chat, { isMock: true }), { key: "k" }).map(({ what }) => what),
            ["with a key", "without a key"],
        );
    });

    it("is no feedback on an answer, which would be recorded, and nothing without an example", () => {
        const paths = `{"/served-models/feedback/invocations":${post("{}")},"/invocations":${post("null")}}`;
        const reasons = checksOfApi(api(paths), { key: "k" }).flatMap(({ does }) =>
            "skipped" in does ? does.skipped : [],
        );
        assert.deepEqual(reasons, [
            "its document has no example of a request",
            "it would record feedback on an answer",
        ]);
    });

    it("is of an application what reads without parameters, and nothing that may change something", () => {
        const get = (parameters = "[]") =>
            `"get":{"parameters":${parameters},"responses":{"200":{"content":{"application/json":{}}}}}`;
        const required = '[{"name":"q","in":"query","required":true,"schema":{}}]';
        const paths = `{"/items":{${get()},${post("{}").slice(1, -1)}},"/orders":${post("{}")},"/page":{"get":{"responses":{"200":{}}}},"/search":{${get(required)}}}`;
        const shown = checksOfApi(api(paths), { key: "k" }).map(({ url, what, does }) => {
            const did = "call" in does ? `${does.call.method} ${does.call.expects}` : JSON.stringify(does);
            return `${what} ${url.split("/churn")[1]}: ${did}`;
        });
        assert.deepEqual(shown, [
            "with a key /items: GET answer",
            'with a key /orders: {"skipped":"it calls no model, and may change something"}',
            'with a key /page: {"skipped":"its document promises no answer in JSON"}',
            'with a key /search: {"skipped":"it has parameters whose values a caller chooses"}',
            "without a key /items: GET refusal",
        ]);
    });

    it("names the version in a header or in the query", () => {
        const paths = `{"/invocations":${post("{}")}}`;
        const needs = (place: "header" | "query") =>
            ({ subscriptionKey: key, version: { in: place, name: "v", value: "2 b" } }) as const;
        const [inHeader] = checksOfApi(api(paths, { needs: needs("header") }), { key: "k" });
        assert.deepEqual(callOf(inHeader!).headers, { v: "2 b", "X-Key": "k" });
        const inQuery = checksOfApi(api(paths, { needs: needs("query") }), { key: "k" });
        assert.deepEqual(
            inQuery.map((check) => callOf(check).url),
            Array(2).fill(`${url}/invocations?v=2+b`),
        );
        assert.equal(inQuery[0]!.url, `${url}/invocations`);
    });

    it("is nothing without a credential where callers need none", () => {
        const [, without] = checksOfApi(api(`{"/invocations":${post("{}")}}`, { needs: {} }), {});
        assert.deepEqual(without!.does, { skipped: "callers need neither key nor token" });
    });
});

describe("the credentials of a smoke test", () => {
    const entra = { token: { issuer: "entra", tenantId: "t", audiences: ["api://models"] } } as const;

    it("are a token beside the key where callers need both", () => {
        assert.deepEqual(headersFor({ subscriptionKey: key, ...entra }, { key: "k", token: "t" }), {
            "X-Key": "k",
            authorization: "Bearer t",
        });
    });

    it("are asked for with the command that gets them", () => {
        assert.match(
            String(headersFor(entra, {})),
            /tenant t for api:\/\/models\. .*--resource api:\/\/models .*--token-env TOKEN/,
        );
        assert.match(
            String(headersFor({ token: { issuer: "workspace" } }, {})),
            /a token of the workspace.*--resource 2ff814a6/,
        );
        assert.match(String(headersFor({ subscriptionKey: key }, {})), /no key for it\. Run `npx pulumi refresh`/);
    });
});

describe("what is checked of a stack", () => {
    const chatDocument = JSON.stringify({
        paths: Object.fromEntries(
            ["/invocations", openAiRoutes[0]!.path].map((path) => [
                path,
                JSON.parse(post('{"model":"x","messages":[]}')),
            ]),
        ),
    });
    const urn = (type: string, name: string) => ({ urn: `urn:pulumi:dev::p::${type}::${name}`, type });
    const spec = "pulumi-nodejs:dynamic/serving-gateway:EndpointSpec";
    const link = "azure-native:apimanagement:ProductApiLink";
    const endpoints = {
        chat: { url: "https://g/chat", candidateUrl: "https://g/chat;rev=2", needs: { subscriptionKey: key } },
    };
    const resources = [
        { ...urn("pulumi:pulumi:Stack", "dev"), outputs: { endpoints } },
        { ...urn(spec, "chat-spec"), inputs: { endpoint: "chat" }, outputs: { document: chatDocument } },
        { ...urn(spec, "chat;rev=2-spec"), inputs: { endpoint: "chat" }, outputs: { document: chatDocument } },
        { ...urn("azure-native:apimanagement:Api", "chat-api"), id: "/apis/chat" },
        urn(link, "chat:in:gold"),
        urn(link, "mcp:in:gold"),
    ];
    const outputs = {
        subscriptionKeys: { chat: "own" },
        productKeys: { gold: { "team-a": "gold-a", "team-b": "gold-b" }, empty: {} },
        openai: { url: "https://g/openai", models: ["chat", "gpt"] },
        openaiKey: "openai",
        databricks: { url: "https://g", models: ["chat"] },
        databricksKey: "databricks",
        mcpServers: { mcp: "https://g/mcp/mcp", lonely: "https://g/lonely/mcp" },
    };
    const published = publishedStack(JSON.stringify({ deployment: { resources } }), "dev");
    const checks = stackChecks("dev", published, outputs);
    const shown = ({ name, what, url, does }: Check) => {
        const key = "call" in does ? (does.call.headers["X-Key"] ?? "nothing") : "no call";
        return `${name}, ${what}: ${url} ${key}`;
    };

    it("is each API with its key, revisions, shared APIs, a key of each product and tools", () => {
        assert.deepEqual(checks.map(shown), [
            "chat, with a key: https://g/chat/invocations own",
            "chat, with a key: https://g/chat/chat/completions own",
            "chat, without a key: https://g/chat/invocations nothing",
            "chat, with a key, revision 2: https://g/chat;rev=2/invocations own",
            "chat, with a key, revision 2: https://g/chat;rev=2/chat/completions own",
            "chat, without a key, revision 2: https://g/chat;rev=2/invocations nothing",
            "openai, with a key: https://g/openai/models openai",
            "openai, with a key: https://g/openai/chat/completions openai",
            "openai, without a key: https://g/openai/models nothing",
            "databricks, with a key: https://g/api/2.0/serving-endpoints databricks",
            "databricks, with a key: https://g/serving-endpoints/chat/invocations databricks",
            "databricks, without a key: https://g/api/2.0/serving-endpoints nothing",
            "gold, chat with the key of team-a: https://g/chat/invocations gold-a",
            "mcp, tools, with a key: https://g/mcp/mcp gold-a",
            "mcp, without a key: https://g/mcp/mcp nothing",
            "lonely, tools, with a key: https://g/lonely/mcp no call",
            "lonely, without a key: https://g/lonely/mcp nothing",
        ]);
    });

    it("asks for a model by its name where models share an API", () => {
        const call = callOf(checks.find(({ url }) => url === "https://g/openai/chat/completions")!);
        assert.equal(JSON.parse(call.body!).model, "chat");
    });

    it("asks for a token of the workspace only where all models of an API, or the model that is called, need it", () => {
        const needs = { subscriptionKey: key, token: { issuer: "workspace" } };
        const first = { url: "https://g/agent", needs };
        const two = publishedStack(
            JSON.stringify({
                deployment: {
                    resources: [
                        { ...resources[0], outputs: { endpoints: { agent: first, ...endpoints } } },
                        ...resources.slice(1),
                        {
                            ...urn(spec, "agent-spec"),
                            inputs: { endpoint: "agent" },
                            outputs: { document: chatDocument },
                        },
                        { ...urn("azure-native:apimanagement:Api", "agent-api"), id: "/apis/agent" },
                    ],
                },
            }),
            "dev",
        );
        const shared = (models: string[]) =>
            stackChecks("dev", two, { ...outputs, openai: { ...outputs.openai, models } }, "caller")
                .filter(({ name }) => name === "openai" || name === "mcp")
                .map(({ name, what, does }) => {
                    const token = "call" in does && does.call.headers.authorization;
                    return `${name}, ${what}: ${token || "no token"}`;
                });
        const tools = ["mcp, tools, with a key: no token", "mcp, without a key: no token"];
        const without = "openai, without a key: no token";
        const [withKey, both] = ["openai, with a key: no token", "openai, with a key and a token: Bearer caller"];
        assert.deepEqual(shared(["chat"]), [withKey, withKey, without, ...tools]);
        assert.deepEqual(shared(["agent"]), [both, both, without, ...tools]);
        assert.deepEqual(shared(["agent", "chat"]), [withKey, both, without, ...tools]);
    });

    it("misses a model that a list leaves out", () => {
        const lists = checks.filter(({ url }) => /openai\/models|serving-endpoints$/.test(url)).map(callOf);
        const openAi = { id: "chat", object: "model", created: 0, owned_by: "x" };
        const gpt = { ...openAi, id: "gpt" };
        assert.equal(lists[0]!.misfit!({ object: "list", data: [openAi] }), "it does not list gpt");
        assert.equal(lists[0]!.misfit!({ object: "list", data: [openAi, gpt] }), undefined);
        assert.match(lists[0]!.misfit!({ object: "list" })!, /#.*required.*data/);
        assert.equal(lists.at(-2)!.misfit!({ endpoints: [] }), "it does not list chat");
    });
});
