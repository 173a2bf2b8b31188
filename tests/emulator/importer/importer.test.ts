import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { importOpenApi, type ImportedApi, type ImportOptions } from "../../../emulator/arm/importer/importer";

const asTemplate: ImportOptions = { translateRequiredQueryParameters: "template" };

/** A document that imports, with `members` over it. */
function document(members: object = {}): Record<string, unknown> {
    return { openapi: "3.0.3", info: { title: "Churn", version: "1" }, paths: {}, ...members };
}

function path(name: string, operation: object = {}, method = "post"): object {
    return { [name]: { [method]: { responses: { 200: { description: "OK" } }, ...operation } } };
}

function imported(source: object, options = asTemplate): ImportedApi {
    const result = importOpenApi(JSON.stringify(source), "openapi+json", options);
    assert.ok("api" in result, JSON.stringify(result));
    return result.api;
}

function refused(source: object | string, format = "openapi+json"): string[] {
    const text = typeof source === "string" ? source : JSON.stringify(source);
    const result = importOpenApi(text, format, asTemplate);
    assert.ok("errors" in result, "the document was imported");
    return result.errors;
}

function spec(name: string): string {
    return readFileSync(join(__dirname, "specs", name), "utf8");
}

describe("importer, documents that are refused", () => {
    const folder = join(__dirname, "golden");
    // YAML that is none is kept as text, out of reach of formatters.
    for (const file of readdirSync(folder).filter((name) => /\.(json|yaml\.txt)$/.test(name))) {
        const [name = "", ...extension] = file.split(".");
        it(name.replace(/^\d+-/, "").replaceAll("-", " "), () => {
            const text = readFileSync(join(folder, file), "utf8");
            const expected = readFileSync(join(folder, `${name}.errors.txt`), "utf8");
            const format = extension[0] === "yaml" ? "openapi" : "openapi+json";
            assert.deepEqual(refused(text, format), expected.trimEnd().split("\n"));
        });
    }

    it("names prefixItems and its pointer in the agent's own document", () => {
        const place = (name: string): string =>
            `#/paths/~1served-models~1${name}~1invocations/post/requestBody/content/application~1json/schema/oneOf/` +
            "properties/dataframe_split/properties/data/items";
        assert.deepEqual(refused(spec("rag-chatbot.json")).slice(0, -1), [
            `prefixItems is not a valid property at ${place("main-dbdemos_rag_chatbot-dbdemos_rag_demo_1")} []`,
            `prefixItems is not a valid property at ${place("feedback")} []`,
        ]);
    });

    it("names prefixItems and examples in the document of a model with columns", () => {
        const schema =
            "#/paths/~1served-models~1wine_quality-3~1invocations/post/requestBody/content/application~1json/schema/oneOf";
        assert.deepEqual(refused(spec("classic-ml.json")).slice(0, -1), [
            `prefixItems is not a valid property at ${schema}/properties/dataframe_split/properties/data/items []`,
            `examples is not a valid property at ${schema} []`,
            `examples is not a valid property at ${schema} []`,
        ]);
    });

    it("ends with the line of the version that the document declares", () => {
        const closing = (openapi: string): string => refused(document({ openapi, servers: 1 })).at(-1)!;
        assert.match(closing("3.0.3"), /versions\/3\.0\.1\.md \(schema .*\/schemas\/v3\.0\/schema\.yaml\)\.$/);
        assert.match(closing("3.1.0"), /versions\/3\.1\.1\.md \(schema .*\/schemas\/v3\.1\/schema\.yaml\)\.$/);
    });

    it("refuses a document over 4 MB before it reads it", () => {
        const errors = refused("x".repeat(4 * 1024 * 1024 + 1));
        assert.deepEqual(errors, ["The document has 4194305 bytes; inline documents are limited to 4194304."]);
    });

    it("takes as many operations as a document has", () => {
        const paths = Object.assign({}, ...Array.from({ length: 101 }, (_, index) => path(`/a${index}`)));
        assert.equal(imported(document({ paths })).operations.length, 101);
    });

    it("refuses a server on the local machine", () => {
        const errors = refused(document({ servers: [{ url: "https://LOCALHOST:8080/a" }] }));
        assert.deepEqual(errors, ["The server URL must not be localhost. [#/servers/0/url]"]);
    });

    it("throws for a format that it does not import", () => {
        assert.throws(() => importOpenApi("{}", "wsdl", asTemplate), RangeError);
    });

    const tooDeep = /^The YAML document exceeds the maximum supported nesting depth of 64\.$/;
    for (const [name, text, expected] of [
        ["brackets without end", "[".repeat(500_000), tooDeep],
        ["YAML brackets without end", `a: ${"[".repeat(500_000)}`, tooDeep],
        ["YAML dashes without end", "- ".repeat(500_000), tooDeep],
        ["YAML indented without end", steps(1500), tooDeep],
        ["a byte order mark", "\uFEFFopenapi: 3.0.1", /Chr: 8\): Mapping values are not allowed in this context/],
        ["an HTML page", "<!DOCTYPE html><html></html>", /OpenAPI specification version '' is not supported/],
        ["nothing", "", /OpenAPI specification version '' is not supported/],
        ["half a document", '{"openapi": "3.0.3", ', /\(Lin: 0, Col: 21, Chr: 21\)/],
        ["aliases that multiply", multiplyingAliases(), /Aliases stand for more than 100000 nodes/],
        ["an alias of itself", "a: &a [*a]", tooDeep],
    ] as const) {
        it(`ends in an error for ${name}`, () => assert.match(refused(text, "openapi")[0]!, expected));
    }

    it("takes 29 objects that lie in each other under components and refuses 30", () => {
        const nested = (objects: number): object =>
            objects === 0 ? { type: "string" } : { type: "object", properties: { a: nested(objects - 1) } };
        assert.ok(imported(document({ components: { schemas: { A: nested(29) } } })));
        assert.match(refused(document({ components: { schemas: { A: nested(30) } } }))[0]!, tooDeep);
    });

    it("ends in an error for a circle of references as long as the document", () => {
        const names = Array.from({ length: 5000 }, (_, index) => `a${index}`);
        const next = (index: number): object => ({ $ref: `#/components/schemas/a${(index + 1) % names.length}` });
        const schemas = Object.fromEntries(names.map((name, index) => [name, next(index)]));
        assert.match(refused(document({ components: { schemas } }))[0]!, /'a0' refers to itself/);
    });

    it("reads __proto__ as a name like any other", () => {
        const text = JSON.stringify(document()).replace('"paths"', '"__proto__":{"a":1},"paths"');
        assert.equal(refused(text)[0], "__proto__ is not a valid property at #/ []");
    });
});

describe("importer, documents that are imported", () => {
    it("reads a 3.1 document by the maps of 3.0", () => {
        for (const name of ["chat.json", "embeddings.json"]) {
            const result = importOpenApi(spec(name), "openapi+json", asTemplate);
            assert.ok("api" in result && result.api.operations.length === 1, name);
        }
    });

    it("imports the document of a model with columns once prefixItems and examples are gone", () => {
        const api = imported(
            without(without(JSON.parse(spec("classic-ml.json")), "prefixItems"), "examples") as object,
        );
        assert.deepEqual(
            api.operations.map(({ urlTemplate }) => urlTemplate),
            ["/served-models/wine_quality-3/invocations"],
        );
    });

    it("imports the agent's document once prefixItems is gone", () => {
        const api = imported(without(JSON.parse(spec("rag-chatbot.json")), "prefixItems") as object);
        assert.deepEqual(
            api.operations.map(({ name, method, urlTemplate }) => [name, method, urlTemplate]),
            [
                [
                    "post-served-models-main-dbdemos-rag-chatbot-dbdemos-rag-demo-1-invocations",
                    "POST",
                    "/served-models/main-dbdemos_rag_chatbot-dbdemos_rag_demo_1/invocations",
                ],
                ["post-served-models-feedback-invocations", "POST", "/served-models/feedback/invocations"],
            ],
        );
        assert.equal(
            api.serviceUrl,
            "https://adb-3436974546539940.0.azuredatabricks.net/serving-endpoints/agents_main-dbdemos_rag_chatbot-dbdemos_rag_demo",
        );
    });

    it("reads YAML as it reads JSON", () => {
        const yaml =
            "openapi: 3.0.3\ninfo: {title: Churn, version: '1'}\nservers:\n-\n  url: https://a.example\npaths:\n  /a:\n    get:\n      responses: {'200': {description: OK}}\n";
        const result = importOpenApi(yaml, "openapi", asTemplate);
        assert.ok("api" in result);
        assert.deepEqual(
            result.api,
            imported(document({ servers: [{ url: "https://a.example" }], paths: path("/a", {}, "get") })),
        );
    });

    it("names operations after their ids, normalised and told apart", () => {
        const operationIds = ["Score It!", "score/it", "x".repeat(90), "__a__"];
        const paths = Object.assign({}, ...operationIds.map((operationId, at) => path(`/${at}`, { operationId })));
        const names = imported(document({ paths })).operations.map(({ name }) => name);
        assert.deepEqual(names, ["score-it", "score-it-1", "x".repeat(76), "a"]);
    });

    it("shows the summary of an operation, and its id where the summary is too long", () => {
        const title = (summary: string): string =>
            imported(document({ paths: path("/a", { summary, operationId: "score" }) })).operations[0]!.displayName;
        assert.equal(title("Scores rows"), "Scores rows");
        assert.equal(title("s".repeat(301)), "score");
    });

    it("puts required query parameters into the template, or beside the others when asked to", () => {
        const parameters = [
            { name: "q", in: "query", required: true, schema: { type: "integer" } },
            { name: "id", in: "path", required: true, schema: { type: "string" } },
            { name: "top", in: "query", schema: { type: "integer", default: 5, enum: [5, 10] } },
        ];
        const source = document({ paths: path("/rows/{id}", { parameters }, "get") });
        const [template] = imported(source).operations;
        const [query] = imported(source, { translateRequiredQueryParameters: "query" }).operations;
        const top = { name: "top", type: "integer", required: false, defaultValue: "5", values: ["5", "10"] };
        const q = { name: "q", type: "integer", required: true, values: [] };
        const id = { name: "id", type: "string", required: true, values: [] };
        assert.equal(template!.urlTemplate, "/rows/{id}?q={q}");
        assert.deepEqual(template!.templateParameters, [q, id]);
        assert.deepEqual((template!.request as Record<string, unknown>).queryParameters, [top]);
        assert.equal(query!.urlTemplate, "/rows/{id}");
        assert.deepEqual(query!.templateParameters, [id]);
        assert.deepEqual((query!.request as Record<string, unknown>).queryParameters, [q, top]);
    });

    it("takes the first https server and none where there is none", () => {
        const url = (...urls: string[]): string | undefined =>
            imported(document({ servers: urls.map((server) => ({ url: server })) })).serviceUrl;
        assert.equal(url("http://a.example", "https://b.example/x", "https://c.example"), "https://b.example/x");
        assert.equal(url("http://a.example", "/relative"), undefined);
    });

    it("keeps an inline schema under a name and hands the operation that name", () => {
        const schema = { type: "object", properties: { rows: { type: "array", items: { type: "number" } } } };
        const requestBody = { content: { "application/json": { schema, example: { rows: [1.5] } } } };
        const api = imported(document({ paths: path("/invocations", { requestBody }) }));
        assert.deepEqual(api.schemas, { InvocationsPostRequest: schema });
        assert.deepEqual((api.operations[0]!.request as Record<string, unknown>).representations, [
            {
                contentType: "application/json",
                typeName: "InvocationsPostRequest",
                examples: { default: { value: { rows: [1.5] } } },
            },
        ]);
    });

    it("drops the body of a GET, responses without a single status, and extensions", () => {
        const requestBody = { content: { "application/json": { schema: { type: "string" } } } };
        const responses = { 200: { description: "OK" }, "5XX": { description: "no" }, default: { description: "no" } };
        const [operation] = imported(
            document({ paths: path("/a", { requestBody, responses, "x-owner": "me" }, "get") }),
        ).operations;
        assert.equal(operation!.request, undefined);
        assert.deepEqual(operation!.responses, [
            { statusCode: 200, description: "OK", headers: [], representations: [] },
        ]);
    });

    it("does not look at what stands beside a reference", () => {
        const schemas = {
            A: { $ref: "#/components/schemas/B", prefixItems: [], type: ["string"] },
            B: { type: "string" },
        };
        assert.ok(imported(document({ components: { schemas } })).schemas);
    });

    it("does not mistake the data of an example for schemas", () => {
        const schemas = { A: { type: "object", example: { $ref: "#/nowhere", const: [true] }, default: { if: 1 } } };
        assert.deepEqual(imported(document({ components: { schemas } })).schemas, schemas);
    });

    it("collects tags, declared and used, once each", () => {
        const api = imported(document({ tags: [{ name: "ml" }], paths: path("/a", { tags: ["ml", "churn"] }) }));
        assert.deepEqual(api.tags, ["ml", "churn"]);
    });
});

/** Each line one deeper than the one before. */
function steps(count: number): string {
    return Array.from({ length: count }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n");
}

function multiplyingAliases(): string {
    const level = (name: string, of: string): string => `${name}: &${name} [${Array(9).fill(of).join(", ")}]`;
    return ["a", "b", "c", "d", "e", "f", "g", "h"]
        .map((name, index, all) => level(name, index === 0 ? "x" : `*${all[index - 1]}`))
        .join("\n");
}

/** The document without a member, wherever it stands. */
function without(value: unknown, key: string): unknown {
    if (Array.isArray(value)) return value.map((item) => without(item, key));
    if (typeof value !== "object" || value === null) return value;
    const members = Object.entries(value).filter(([name]) => name !== key);
    return Object.fromEntries(members.map(([name, member]) => [name, without(member, key)]));
}
