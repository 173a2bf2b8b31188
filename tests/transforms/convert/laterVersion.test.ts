import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { canonicalJson } from "../../../transforms/canonical";
import { sanitize } from "../../../transforms/convert/pipeline";
import { schemas } from "../arbitraries";
import { documentOf, schemaOf } from "../document";
import { importable } from "../importable";
import { propertyRuns } from "../propertyRuns";

const responses = { "200": { description: "Successful operation" } };
const document32 = (paths: object, more: object = {}) => ({
    openapi: "3.2.0",
    info: { title: "later", version: "1" },
    paths,
    ...more,
});
const get = (operation: object, more: object = {}) =>
    document32({ "/items": { get: { operationId: "list", responses, ...operation } } }, more);
const linesOf = (document: unknown) =>
    sanitize(document)
        .report.filter(({ construct }) => construct !== "openapi")
        .map(({ pointer, effect }) => `${effect} ${pointer}`);

describe("a document of OpenAPI 3.2", () => {
    it("becomes what the same document of 3.1 becomes", () => {
        fc.assert(
            fc.property(schemas, ({ root, ...components }) => {
                const document = documentOf(root, components);
                const [now, later] = [sanitize(document), sanitize({ ...document, openapi: "3.2.0" })];
                assert.equal(canonicalJson(later.document), canonicalJson(now.document));
                const others = (report: typeof now.report) => report.filter(({ construct }) => construct !== "openapi");
                assert.deepEqual(others(later.report), others(now.report));
            }),
            propertyRuns(200),
        );
    });

    it("stays importable with any of what 3.2 adds, and loses each in one line", async () => {
        const operation = { responses };
        const added: Readonly<Record<string, (document: any) => void>> = {
            "#/$self": (document) => (document.$self = "https://contoso.example/api"),
            "#/servers/0/name": (document) => (document.servers = [{ url: "https://contoso.example", name: "one" }]),
            "#/tags/0/parent": (document) => (document.tags = [{ name: "a", parent: "b" }]),
            "#/paths/~1invocations/query": ({ paths }) => (paths["/invocations"].query = operation),
            "#/paths/~1invocations/additionalOperations": ({ paths }) =>
                (paths["/invocations"].additionalOperations = { LINK: operation, COPY: operation }),
            "#/paths/~1invocations/post/parameters/0": ({ paths }) =>
                (paths["/invocations"].post.parameters = [{ name: "id", in: "cookie", style: "cookie" }]),
            "#/paths/~1invocations/post/requestBody/content/application~1json/itemSchema": ({ paths }) =>
                (paths["/invocations"].post.requestBody.content["application/json"].itemSchema = true),
            "#/components/securitySchemes": (document) =>
                (document.components = {
                    ...document.components,
                    securitySchemes: { a: { type: "oauth2", flows: { deviceAuthorization: {} } } },
                }),
        };
        await fc.assert(
            fc.asyncProperty(schemas, fc.subarray(Object.keys(added)), async ({ root, ...components }, chosen) => {
                const document = { ...structuredClone(documentOf(root, components)), openapi: "3.2.0" };
                for (const pointer of chosen) added[pointer]!(document);
                const { document: published, report } = sanitize(document);
                assert.deepEqual(await importable(published), []);
                for (const pointer of chosen) {
                    const lines = report.filter((line) => line.pointer.startsWith(pointer));
                    assert.equal(lines.length, 1, `${pointer}: ${JSON.stringify(lines)}`);
                }
            }),
            propertyRuns(25),
        );
    }).timeout(60_000);

    it("finds what is named by the document's own address", () => {
        const components = { schemas: { Item: { type: "string" } } };
        for (const [$self, reference] of [
            [
                "https://contoso.example/api/openapi.json",
                "https://contoso.example/api/openapi.json#/components/schemas/Item",
            ],
            ["https://contoso.example/api/openapi.json", "openapi.json#/components/schemas/Item"],
            ["/api/openapi", "/api/openapi#/components/schemas/Item"],
        ]) {
            const document = { ...documentOf({ $ref: reference }, components.schemas), openapi: "3.2.0", $self };
            assert.deepEqual(schemaOf(sanitize(document)), { $ref: "#/components/schemas/Item" });
        }
        const elsewhere = documentOf(
            { $ref: "https://contoso.example/other#/components/schemas/Item" },
            components.schemas,
        );
        const result = sanitize({ ...elsewhere, openapi: "3.2.0", $self: "https://contoso.example/api" });
        assert.notDeepEqual(schemaOf(result), { $ref: "#/components/schemas/Item" });
    });

    it("takes no description for a media type, which stands beside a reference to one without effect", async () => {
        const document = documentOf({ type: "string" }) as any;
        const { requestBody, responses } = document.paths["/invocations"].post;
        const [type] = Object.keys(requestBody.content);
        const mediaTypes = { Body: requestBody.content[type!] };
        requestBody.content[type!] = { $ref: "#/components/mediaTypes/Body", description: "of nothing" };
        document.paths["/invocations"].post.responses = {
            200: { $ref: "#/components/responses/Ok", description: "of the response" },
        };
        const components = { ...document.components, mediaTypes, responses: { Ok: responses["200"] } };
        const result = sanitize({ ...document, openapi: "3.2.0", components });
        assert.deepEqual(schemaOf(result), { type: "string" });
        const { post } = result.document.paths["/invocations"]!;
        assert.equal((post!.responses["200"] as { description: string }).description, "of the response");
        assert.deepEqual(await importable(result.document), []);
    });

    it("has a query parameter for each plain member of a query string, and leaves out any other query string", () => {
        const whole = (schema: object, type = "application/x-www-form-urlencoded") =>
            get({ parameters: [{ name: "q", in: "querystring", content: { [type]: { schema } } }] });
        const properties = { b: { type: "integer" }, a: { type: "array", items: { type: "string" } } };
        const form = whole({ type: "object", required: ["b"], properties });
        assert.deepEqual(sanitize(form).document.paths["/items"]!.get!.parameters, [
            { name: "a", in: "query", schema: properties.a },
            { name: "b", in: "query", required: true, schema: properties.b },
        ]);
        assert.deepEqual(linesOf(form), ["rewritten #/paths/~1items/get/parameters/0"]);
        for (const other of [
            whole({ type: "string" }, "application/jsonpath"),
            whole({ type: "object", properties: { a: { type: "object" } } }),
            whole({ type: "object", properties, anyOf: [{ required: ["a"] }, { required: ["b"] }] }),
        ]) {
            assert.equal(sanitize(other).document.paths["/items"]!.get!.parameters, undefined);
            assert.deepEqual(linesOf(other), ["loosened #/paths/~1items/get/parameters/0"]);
        }
    });

    it("says in words that a cookie parameter is left out, once, with a name or without", () => {
        for (const [name, words] of [
            ["session", "The cookie parameter session is"],
            [undefined, "The cookie parameter is"],
        ]) {
            const { report } = sanitize(get({ parameters: [{ name, in: "cookie", schema: { type: "string" } }] }));
            const lines = report.filter(({ construct }) => construct !== "openapi");
            assert.deepEqual(
                lines.map(({ detail }) => detail),
                [`${words} left out: API Management imports none.`],
            );
        }
    });
});
