import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import type { OpenAPIV3 } from "openapi-types";
import { codeForApi, codeForServer, codeForShared } from "../../../commands/catalogue/clientCode";
import { type OfferedApi, type OfferedShared, offerOf } from "../../../commands/catalogue/offer";
import { parseJson } from "../../../json/jsonText";
import type { CallersNeeds } from "../../../transforms/publication/callers/callersFacts";
import { exampleState } from "./exampleState";

const { apis, shared, servers } = offerOf(exampleState(), "prod");
const header = { subscriptionKey: { header: "X-Key", query: "key" } };

function api(name: string, needs: CallersNeeds = header, more: Partial<OfferedApi> = {}): OfferedApi {
    return { ...apis.find((each) => each.name === name)!, needs, ...more };
}

const names = (codes: ReturnType<typeof codeForApi>) => codes.map(({ client }) => client);
const codeOf = (codes: ReturnType<typeof codeForApi>, client: string) =>
    codes.find((each) => each.client === client)?.code ?? assert.fail(client);

/** Prints what a shell makes of a command's words, a line each. */
const wordsOf = (command: string) =>
    execFileSync("sh", ["-c", `curl() { printf '%s\\n' "$@"; }\n${command}`], {
        env: { KEY: "k k", TOKEN: "t" },
        encoding: "utf8",
    })
        .trimEnd()
        .split("\n");

describe("the catalogue's code for clients", () => {
    it("is for the clients that fit the model, of some five lines each", () => {
        const databricks = shared.find(({ kind }) => kind === "databricks");
        assert.deepEqual(names(codeForApi(api("wine-quality"))), ["curl", "Python, requests", "JavaScript"]);
        assert.deepEqual(names(codeForApi(api("llama-chat"), databricks)), [
            "curl",
            "Python, OpenAI",
            "JavaScript, OpenAI",
            "Python, MLflow",
        ]);
        for (const each of apis) {
            for (const { client, code } of codeForApi(each, databricks)) {
                assert.ok(code.split("\n").length <= 5, `${client}: ${code}`);
            }
        }
    });

    it("is a command whose words are what is sent, with keys of any header", () => {
        const needs = { subscriptionKey: { header: "X-$(id)`'", query: "key" } };
        const words = wordsOf(codeOf(codeForApi(api("wine-quality", needs)), "curl"));
        assert.deepEqual(words.slice(0, 3), [
            "https://contoso.azure-api.net/wine-quality/invocations",
            "-H",
            "X-$(id)`': k k",
        ]);
        assert.deepEqual(words.slice(-2)[0], "-d");
        assert.ok("dataframe_records" in JSON.parse(words.at(-1)!));
    });

    it("sends what callers need: tokens, and versions in a header or a query", () => {
        const token = { issuer: "workspace" } as const;
        const needs = { ...header, token, version: { in: "header", name: "v", value: "2 b" } } as const;
        assert.ok(
            wordsOf(codeOf(codeForApi(api("wine-quality", needs)), "curl"))
                .join(" ")
                .includes("-H X-Key: k k -H Authorization: Bearer t -H v: 2 b"),
        );
        const inQuery = { version: { in: "query", name: "v", value: "2 b" } } as const;
        assert.match(codeOf(codeForApi(api("wine-quality", inQuery)), "Python, requests"), /invocations\?v=2\+b"/);
        const chat = codeForApi(api("llama-chat", needs));
        assert.match(
            codeOf(chat, "Python, OpenAI"),
            /api_key=os\.environ\["TOKEN"\], default_headers=\{"X-Key": os\.environ\["KEY"\], "v": "2 b"\}/,
        );
        assert.match(
            codeOf(codeForApi(api("llama-chat", inQuery)), "JavaScript, OpenAI"),
            /apiKey: "unused", defaultQuery: \{"v":"2 b"\}/,
        );
    });

    it("has the values of the example, with every digit, in each language", () => {
        const example = parseJson(`{"inputs":[9007199254740993,1.0,true,null,"it's \\"so\\" \\u2028"],"__proto__":1}`);
        const published = structuredClone(api("wine-quality").published) as any;
        published.paths["/invocations"].post.requestBody.content["application/json"].example = example;
        const codes = codeForApi(api("wine-quality", header, { published: published as OpenAPIV3.Document }));
        const json = '{"inputs":[9007199254740993,1.0,true,null,"it\'s \\"so\\" \u2028"],"__proto__":1}';
        assert.equal(wordsOf(codeOf(codes, "curl")).at(-1), json);
        const body = /const body = ([^\n]*);\n/.exec(codeOf(codes, "JavaScript"))![1]!;
        assert.equal(new Function(`return ${body}`)(), json);
        assert.match(
            codeOf(codes, "Python, requests"),
            /^body = \{"inputs": \[9007199254740993, 1\.0, True, None, "it's \\"so\\" \u2028"\], "__proto__": 1\}$/m,
        );
    });

    it("asks for one of the models by its name where models share a URL", () => {
        const openAi = shared.find(({ kind }) => kind === "openai")!;
        assert.match(codeOf(codeForShared(openAi, apis), "curl"), /openai\/chat\/completions'.*"model":"llama-chat"/s);
        assert.deepEqual(codeForShared({ ...openAi, models: ["gone"] }, apis), []);
        const keyed: OfferedShared = { ...shared.find(({ kind }) => kind === "databricks")!, needs: header };
        // MLflow's client sends what it has as Bearer, which this gateway does not take.
        assert.deepEqual(codeForShared(keyed, apis), []);
    });

    it("reaches MCP servers from an editor and from a program", () => {
        const [editor, program] = codeForServer({ ...servers[0]!, needs: header });
        assert.deepEqual(JSON.parse(editor!.code), {
            servers: {
                "gold-mcp": {
                    type: "http",
                    url: "https://contoso.azure-api.net/gold-mcp/mcp",
                    headers: { "X-Key": "KEY" },
                },
            },
        });
        assert.match(program!.code, /headers: \{ "X-Key": process\.env\.KEY \}/);
    });
});
