import * as assert from "node:assert/strict";
import Ajv from "ajv";
import type { OpenAPIV3 } from "openapi-types";
import type { EndpointMetadata } from "../../../transforms/publication/endpointMetadata";
import { jsonSchema } from "../../../transforms/jsonSchema";
import { publication } from "../../../transforms/publication/publication";
import { documentOf } from "../document";

function published(schema: unknown, endpoint: Partial<EndpointMetadata> = {}) {
    const { document } = publication(documentOf(schema), { name: "churn", ...endpoint });
    const operation = document.paths["/invocations"]!.post!;
    const body = operation.requestBody as OpenAPIV3.RequestBodyObject;
    return { document, operation, body, example: body.content["application/json"]!.example };
}

describe("the catalogue", () => {
    it("names the API after the endpoint, and says what the endpoint says of itself", () => {
        const { info } = published({}, { description: "Tells who may leave." }).document;
        assert.deepEqual([info.title, info.description], ["churn", "Tells who may leave."]);
    });

    it("says which models answer, and by whom", () => {
        const config = {
            served_entities: [
                { name: "a-3", entity_name: "main.sales.a", entity_version: "3" },
                { name: "b", external_model: { name: "gpt-4o", provider: "openai" } },
                { name: "shadow", entity_name: "main.sales.shadow", entity_version: "1" },
            ],
            traffic_config: {
                routes: [
                    { served_entity_name: "a-3", traffic_percentage: 50 },
                    { served_entity_name: "b", traffic_percentage: 50 },
                    { served_entity_name: "shadow", traffic_percentage: 0 },
                ],
            },
        };
        const { description } = published({}, { config }).operation;
        assert.match(description!, /^Answered by gpt-4o of openai or main\.sales\.a version 3\.\n/);
    });

    it("begins no tag, which the portal would take for HTML, with what the workspace says", () => {
        const served_entities = [{ name: "a", external_model: { name: "<img src=x>", provider: "<i>" } }];
        const endpoint = { description: "Tells <b>who</b> may leave.", config: { served_entities } };
        const { document, operation } = published({}, endpoint);
        assert.equal(document.info.description, "Tells &lt;b>who&lt;/b> may leave.");
        assert.match(operation.description!, /^Answered by &lt;img src=x> of &lt;i>\.\n/);
    });

    for (const [what, endpoint, megabytes] of [
        ["custom models", {}, 16],
        ["agents", { task: "agent/v1/chat" }, 4],
        ["foundation models", { config: { served_entities: [{ foundation_model: { name: "llama" } }] } }, 4],
        ["external models", { config: { served_entities: [{ external_model: { name: "gpt" } }] } }, 4],
    ] as const) {
        it(`tells the limits of ${what}`, () => {
            const { description } = published({}, endpoint).operation;
            assert.match(description!, new RegExp(`at most ${megabytes} MB.* 297 s`));
        });
    }

    it("keeps descriptions short enough for API Management, however many models answer", () => {
        const names = Array.from({ length: 15 }, (_, index) => `main.m${index}.${"x".repeat(250)}`);
        const served_entities = names.map((entity_name) => ({ entity_name, name: entity_name, entity_version: "1" }));
        const endpoint = { task: "llm/v1/chat", description: "d".repeat(5000), config: { served_entities } };
        const { document, operation } = published({}, endpoint);
        assert.ok(operation.description!.length <= 1000 && document.info.description!.length <= 1000);
        assert.match(operation.description!, /or 11 more\./);
        assert.match(operation.description!, /at most 4 MB/);
    });

    it("keeps the words that the document has for an operation", () => {
        const document: any = documentOf({ type: "object" });
        Object.assign(document.paths["/invocations"].post, { summary: "Own", description: "Own words." });
        const { summary, description } = publication(document, { name: "churn" }).document.paths["/invocations"]!.post!;
        assert.deepEqual([summary, description], ["Own", "Own words."]);
    });

    it("requires a body", () => {
        assert.equal(published({ type: "object" }).body.required, true);
    });

    it("lists the errors that callers get, with Retry-After where there is something to wait for", () => {
        const { responses } = published({}).operation as { responses: Record<string, any> };
        assert.deepEqual(Object.keys(responses), [
            "200",
            "400",
            "401",
            "403",
            "404",
            "413",
            "415",
            "429",
            "500",
            "502",
            "503",
            "504",
        ]);
        assert.deepEqual(responses["429"].headers["Retry-After"].schema, { minimum: 0, type: "integer" });
    });

    it("describes errors so that the bodies of the workspace and of the gateway fit, and those of answers do not", () => {
        const { schemas } = published({}).document.components!;
        const fits = new Ajv({ strict: false }).compile(jsonSchema(schemas!.ServingError!));
        assert.ok(fits({ error_code: "BAD_REQUEST", message: "Invalid input." }));
        assert.ok(fits({ error_code: 403, message: "Invalid access token.", details: [{}] }));
        assert.ok(fits({ statusCode: 401, message: "Access denied due to missing subscription key." }));
        assert.ok(fits({ statusCode: 500, message: "Internal server error", activityId: "0" }));
        assert.ok(!fits({ predictions: [1] }));
        const of = { sqlstate: "KAM00", error_class: "INVALID_PARAMETER_VALUE", stack_trace: "Traceback" };
        assert.ok(fits({ error_code: "BAD_REQUEST", message: "Invalid input.", ...of }));
        assert.ok(!fits({ message: "Invalid input.", stack_trace: ["Traceback"] }));
        assert.equal((schemas!.ServingError as any).properties.error_code.type, undefined);
    });

    it("says which errors may be plain text", () => {
        const responses = Object.entries<any>(published({}).operation.responses);
        const plain = responses.filter(([, { content }]) => content?.["text/plain"]?.schema.type === "string");
        assert.deepEqual(
            plain.map(([status]) => status),
            ["415", "500", "504"],
        );
    });

    it("keeps the document's own errors and its own schema of the same name", () => {
        const document: any = documentOf(
            { $ref: "#/components/schemas/ServingError" },
            { ServingError: { type: "array" } },
        );
        document.paths["/invocations"].post.responses["400"] = { description: "Own." };
        const result = publication(document, { name: "churn" }).document;
        const { responses } = result.paths["/invocations"]!.post! as { responses: Record<string, any> };
        assert.deepEqual(responses["400"], { description: "Own." });
        assert.equal(responses["401"].content["application/json"].schema.$ref, "#/components/schemas/ServingError2");
        assert.equal((result.components!.schemas!.ServingError as any).type, "array");
    });

    it("shows the document's own example where the schema accepts it", () => {
        const schema = { type: "object", properties: { a: { type: "integer" } }, examples: [{ a: 7 }] };
        assert.deepEqual(published(schema).example, { a: 7 });
    });

    it("gives Databricks' own example the name of the form that it leaves out", () => {
        const split = { type: "object", properties: { data: { type: "array", items: {} } } };
        const schema = { type: "object", properties: { dataframe_split: split }, examples: [{ data: [[1]] }] };
        assert.deepEqual(published(schema).example, { dataframe_split: { data: [[1]] } });
    });

    it("shows rows by column rather than a table in parts", () => {
        const form = (name: string, items: object) => ({
            type: "object",
            properties: { [name]: { type: "array", items } },
        });
        const row = { type: "object", properties: { age: { type: "integer" } } };
        const schema = { oneOf: [form("dataframe_split", {}), form("dataframe_records", row)] };
        assert.deepEqual(published(schema).example, { dataframe_records: [{ age: 1 }] });
    });

    it("makes up tensors of their shape", () => {
        const cells = { type: "array", minItems: 12, maxItems: 12, items: { type: "number" } };
        const rows = { type: "array", items: { type: "array", minItems: 2, maxItems: 2, items: cells } };
        const { example } = published({ type: "object", properties: { inputs: rows } });
        assert.deepEqual(example, { inputs: [[Array(12).fill(1.5), Array(12).fill(1.5)]] });
    });

    it("makes up nothing where the type does not say enough", () => {
        const columns = { type: "array", items: { type: "string" } };
        const split = { type: "object", properties: { columns, data: { type: "array", items: { type: "array" } } } };
        for (const form of [
            { dataframe_split: split },
            { inputs: {} },
            { inputs: { type: "array", items: {} } },
            { dataframe_records: { type: "array", items: { type: "object" } } },
            {
                dataframe_records: {
                    type: "array",
                    items: { properties: { any: {} }, required: ["any"], type: "object" },
                },
            },
        ]) {
            assert.equal(published({ type: "object", properties: form }).example, undefined, JSON.stringify(form));
        }
        const row = { type: "object", properties: { any: {}, age: { type: "integer" } } };
        const { example } = published({
            type: "object",
            properties: { dataframe_records: { type: "array", items: row }, params: { type: "object" } },
        });
        assert.deepEqual(example, { dataframe_records: [{ age: 1 }] });
    });

    it("makes up a datetime that the endpoint takes", () => {
        const row = { type: "object", properties: { at: { type: "string", format: "date-time" } } };
        const { example } = published({
            type: "object",
            properties: { dataframe_records: { type: "array", items: row } },
        });
        assert.deepEqual(example, { dataframe_records: [{ at: "2026-01-01T00:00:00" }] });
    });

    it("makes up a request that the schema accepts and that asks for no stream", () => {
        const properties = { n: { type: "integer", minimum: 3 }, stream: { type: "boolean" } };
        assert.deepEqual(published({ type: "object", required: ["n"], properties }).example, { n: 3 });
    });

    it("shows no example where nothing valid can be made, or checking it could take for ever", () => {
        assert.equal(published({ type: "object", properties: { a: { not: {} } }, required: ["a"] }).example, undefined);
        assert.equal(published({ type: "string", pattern: "^(a+)+$" }).example, undefined);
    });

    it("is done within moments with a document that unfolds without end", () => {
        const schemas = Object.fromEntries(
            Array.from({ length: 25 }, (_, level) => {
                const next = { $ref: `#/components/schemas/L${level + 1}` };
                const properties = Object.fromEntries([..."abcdefgh"].map((name) => [name, next]));
                return [`L${level}`, level === 24 ? { type: "string" } : { type: "object", properties }];
            }),
        );
        const started = performance.now();
        const document = documentOf({ $ref: "#/components/schemas/L0" }, schemas);
        publication(document, { name: "churn" });
        assert.ok(performance.now() - started < 2000);
    });

    it("offers a stream beside JSON where the task streams", () => {
        const document: any = documentOf({ type: "object" });
        const { post } = document.paths["/invocations"];
        post.responses["200"].content = { "application/json": { schema: { type: "object" } } };
        const types = (task: string) => {
            const { responses } = publication(document, { name: "c", task }).document.paths["/invocations"]!.post!;
            return Object.keys((responses["200"] as OpenAPIV3.ResponseObject).content!);
        };
        for (const task of ["llm/v1/chat", "llm/v1/completions", "agent/v1/responses", "agent/v2/chat"]) {
            assert.deepEqual(types(task), ["application/json", "text/event-stream"], task);
        }
        for (const task of ["llm/v1/embeddings", ""]) assert.deepEqual(types(task), ["application/json"], task);
    });
});
