import * as assert from "node:assert/strict";
import Ajv from "ajv";
import type { OpenAPIV3 } from "openapi-types";
import { importOpenApi } from "../../../emulator/arm/importer/importer";
import { canonicalJson } from "../../../transforms/canonical";
import { jsonSchema } from "../../../transforms/jsonSchema";
import type { EndpointMetadata } from "../../../transforms/publication/endpointMetadata";
import { openAiOperation, streamsAnswers } from "../../../transforms/publication/openAiRoutes";
import { publication } from "../../../transforms/publication/publication";
import { documentOf } from "../document";

const object = (...members: string[]) => ({
    type: "object",
    properties: Object.fromEntries(members.map((member) => [member, {}])),
});

/** What is published of an endpoint whose document says this of its requests and answers. */
function published(endpoint: Partial<EndpointMetadata>, request: unknown = {}, answer: unknown = {}) {
    const served: any = documentOf(request);
    for (const item of Object.values<any>(served.paths)) {
        item.post.responses["200"].content = { "application/json": { schema: answer } };
    }
    return publication(served, { name: "ep", ...endpoint }).document;
}

function operationOf(document: OpenAPIV3.Document) {
    return openAiOperation(canonicalJson(document), "");
}

describe("the routes of OpenAI's clients", () => {
    for (const [task, path, operation, body] of [
        [
            "llm/v1/chat",
            "/chat/completions",
            "openai-chat-completions",
            { messages: [{ role: "system", content: "Hi" }] },
        ],
        [
            "agent/v1/chat",
            "/chat/completions",
            "openai-chat-completions",
            { messages: [{ role: "user", content: "Hi" }] },
        ],
        ["llm/v1/completions", "/completions", "openai-completions", { prompt: "A" }],
        ["llm/v1/embeddings", "/embeddings", "openai-embeddings", { input: ["A"] }],
        ["agent/v1/responses", "/responses", "openai-responses", { input: "A" }],
    ] as const) {
        it(`are ${path} and /models for the task ${task}, and take a model's name`, () => {
            const document = published({ task });
            const azure = task === "agent/v1/responses" ? [] : [`/openai/deployments/{model}${path}`];
            assert.deepEqual(Object.keys(document.paths), [path, "/invocations", "/models", ...azure].sort());
            assert.equal(operationOf(document), operation);
            for (const { responses } of [document.paths[path]!.post!, document.paths["/models"]!.get!]) {
                for (const [status, answer] of Object.entries(responses)) {
                    if (status === "200") continue;
                    const schema = { $ref: "#/components/schemas/OpenAiError" };
                    assert.deepEqual((answer as OpenAPIV3.ResponseObject).content, { "application/json": { schema } });
                }
            }
            const requestBody = document.paths[path]!.post!.requestBody as OpenAPIV3.RequestBodyObject;
            const { schema, example } = requestBody.content["application/json"]!;
            const accepts = new Ajv({ strict: false }).compile(jsonSchema(schema as OpenAPIV3.SchemaObject));
            for (const sent of [body, { ...body, model: "gpt-4o", stream: true }, example]) {
                assert.ok(accepts(sent), JSON.stringify(sent));
            }
            const options = { translateRequiredQueryParameters: "template" } as const;
            const imported = importOpenApi(canonicalJson(document), "openapi+json", options);
            assert.ok("api" in imported, JSON.stringify(imported));
        });
    }

    for (const [form, request, answer, operation] of [
        ["chat", object("messages"), object("choices"), "openai-chat-completions"],
        ["openai-completions", object("prompt"), object("choices"), "openai-completions"],
        ["openai-embeddings", { anyOf: [object("input"), object("x")] }, object("data"), "openai-embeddings"],
        ["openai-responses", { allOf: [object("input")] }, object("output"), "openai-responses"],
        ["a table", object("dataframe_records"), object("predictions"), undefined],
        ["a chat that answers otherwise", object("messages"), object("predictions"), undefined],
    ] as const) {
        it(`follow from the document of an endpoint without a task that has the form of ${form}`, () => {
            assert.equal(operationOf(published({}, request, answer)), operation);
        });
    }

    it("are not added where the task says that the endpoint speaks another protocol", () => {
        assert.equal(operationOf(published({ task: "feature" }, object("messages"), object("choices"))), undefined);
    });

    it("leave a path alone that the endpoint's own document has", () => {
        const served: any = documentOf({});
        const own = { get: { operationId: "own", responses: { "200": { description: "Own." } } } };
        served.paths["/models"] = own;
        const { document, report } = publication(served, { name: "ep", task: "llm/v1/chat" });
        assert.equal(document.paths["/models"]!.get!.operationId, "own");
        const added = report.filter(({ detail }) => detail.includes("OpenAI"));
        assert.deepEqual(
            added.map(({ pointer }) => pointer),
            ["#/paths/~1chat~1completions", "#/paths/~1openai~1deployments~1{model}~1chat~1completions"],
        );
    });

    it("are in the policy by the task, where the document of a revision has them already and the published one not yet", () => {
        assert.equal(openAiOperation('{"paths":{}}', "llm/v1/embeddings"), "openai-embeddings");
        assert.equal(openAiOperation('{"paths":{}}', "feature"), undefined);
    });

    it("stream where the protocol does", () => {
        assert.deepEqual(
            (["openai-chat-completions", "openai-completions", "openai-embeddings", "openai-responses"] as const).map(
                streamsAnswers,
            ),
            [true, true, false, true],
        );
    });
});
