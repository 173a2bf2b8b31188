import * as assert from "node:assert/strict";
import Ajv from "ajv";
import { importOpenApi } from "../../../emulator/arm/importer/importer";
import { canonicalJson } from "../../../transforms/canonical";
import type { EndpointMetadata } from "../../../transforms/publication/endpointMetadata";
import { fallbackDocument } from "../../../transforms/publication/fallbackDocument";
import { jsonSchema } from "../../../transforms/jsonSchema";
import { publication } from "../../../transforms/publication/publication";

const url = "https://adb-1.2.azuredatabricks.net/serving-endpoints/ep";
const external = (task: string) => ({ served_entities: [{ external_model: { name: "m", provider: "openai", task } }] });

/** What callers are told of an endpoint without a document. */
function published(endpoint: Partial<EndpointMetadata>) {
    const metadata = { name: "ep", ...endpoint };
    const { document } = publication(fallbackDocument(metadata, url), metadata);
    const operation = document.paths["/invocations"]!.post as any;
    const body = operation.requestBody.content["application/json"];
    const accepts = new Ajv({ strict: false }).compile(jsonSchema(body.schema));
    return { document, operation, example: body.example, accepts };
}

describe("the document of an endpoint that serves none", () => {
    const tasks: { endpoint: Partial<EndpointMetadata>; takes: unknown[]; refuses: unknown[]; streams: boolean }[] = [
        {
            endpoint: { task: "llm/v1/chat" },
            takes: [
                { messages: [{ role: "system", content: "Be brief." }], temperature: null, tools: [{}], stop: ["."] },
                { messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }], response_format: {} },
            ],
            refuses: [{ messages: "Hi" }],
            streams: true,
        },
        {
            endpoint: { task: "agent/v2/chat" },
            takes: [
                { messages: [{ role: "user", content: "Hi", id: "1" }], custom_inputs: { a: 1 }, stream: null },
                { messages: [{ role: "user", content: null, attachments: { a: "b" } }], context: { user_id: null } },
            ],
            refuses: [
                {},
                { messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }] },
                { messages: [{ role: "user", content: "Hi", refusal: "No" }] },
                { messages: [{ content: "Hi" }] },
                { messages: [], context: { session: "1" } },
            ],
            streams: true,
        },
        {
            endpoint: { task: "llm/v1/completions" },
            takes: [{ prompt: "A" }, { prompt: ["A", "B"], max_tokens: 1 }],
            refuses: [{ prompt: 1 }],
            streams: true,
        },
        {
            endpoint: { task: "llm/v1/embeddings" },
            takes: [{ input: "A" }, { input: ["A"], dimensions: 3 }],
            refuses: [{ messages: [] }],
            streams: false,
        },
        {
            endpoint: { config: external("llm/v1/embeddings") },
            takes: [{ input: "A" }],
            refuses: [{ messages: [] }],
            streams: false,
        },
        {
            endpoint: { task: "agent/v1/chat" },
            takes: [
                { messages: [{ role: "user", content: "Hi" }], temperature: null, stop: ["."], tools: null, any: 1 },
            ],
            refuses: [
                { messages: [], max_tokens: null },
                { messages: [], n: null },
                { messages: [], stream: null },
                { messages: [], stop: "." },
                { messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }] },
            ],
            streams: true,
        },
        {
            endpoint: { task: "agent/v1/responses" },
            takes: [{ input: [{ role: "user", content: "A" }], context: null, text: {}, stream: null, any: 1 }],
            refuses: [{ input: "A" }, { messages: [] }, { input: [], max_output_tokens: null }],
            streams: true,
        },
        {
            endpoint: { task: "" },
            takes: [{ dataframe_records: [{ a: 1 }] }, { instances: [[1]], params: {} }, { whatever: 1 }],
            refuses: [[]],
            streams: false,
        },
    ];
    for (const { endpoint, takes, refuses, streams } of tasks) {
        it(`takes what endpoints like ${JSON.stringify(endpoint)} take`, () => {
            const { document, operation, example, accepts } = published(endpoint);
            for (const body of [...takes, ...(example ? [example] : [])])
                assert.ok(accepts(body), JSON.stringify(body));
            for (const body of refuses) assert.ok(!accepts(body), JSON.stringify(body));
            assert.equal(operation.responses["200"].content["text/event-stream"] !== undefined, streams);
            const options = { translateRequiredQueryParameters: "template" } as const;
            const imported = importOpenApi(canonicalJson(document), "openapi+json", options);
            assert.ok("api" in imported && imported.api.serviceUrl === url, JSON.stringify(imported));
        });
    }
});
