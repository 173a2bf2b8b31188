import * as assert from "node:assert/strict";
import { canonicalJson } from "../../../transforms/canonical";
import { sanitize } from "../../../transforms/convert/pipeline";
import { UnimportableError } from "../../../transforms/unimportableError";
import { documentOf, schemaOf } from "../document";

describe("sanitize", () => {
    it("does not touch what it is given", () => {
        const document = documentOf({ type: "array", prefixItems: [{ type: "string" }], examples: [["a"]] });
        const before = JSON.stringify(document);
        sanitize(document, { inputs: "records" });
        assert.equal(JSON.stringify(document), before);
    });

    it("writes the same bytes whatever the order of the keys it reads", () => {
        const one = documentOf({
            type: "object",
            properties: { a: { type: "string" }, b: { $ref: "#/components/schemas/A" } },
        });
        const reversed = (value: unknown): unknown =>
            Array.isArray(value)
                ? value.map(reversed)
                : value && typeof value === "object"
                  ? Object.fromEntries(
                        Object.entries(value)
                            .reverse()
                            .map(([key, child]) => [key, reversed(child)]),
                    )
                  : value;
        assert.equal(canonicalJson(sanitize(one).document), canonicalJson(sanitize(reversed(one)).document));
    });

    it("keeps dataframe_split where a body offers nothing else", () => {
        const split = { type: "object", properties: { dataframe_split: { type: "object" } } };
        const required = ["dataframe_split"];
        assert.deepEqual(schemaOf(sanitize(documentOf(split), { inputs: "records" })), { ...split, required });
    });

    it("leaves properties, examples, defaults, enums and constants alone that look like keywords", () => {
        const value = { prefixItems: [], examples: [1], const: 2, $ref: "#/nowhere", type: ["string", "null"] };
        const schema = {
            type: "object",
            properties: {
                examples: { type: "string" },
                prefixItems: { type: "object", example: value, default: value },
            },
            enum: [value],
        };
        assert.deepEqual(schemaOf(sanitize(documentOf(schema))), schema);
    });

    it("takes a type for unknown that JavaScript's own objects have a member of", () => {
        const result = sanitize(documentOf({ type: "constructor" }));
        assert.deepEqual(schemaOf(result), {});
        const details = result.report.map(({ detail }) => detail);
        assert.ok(details.includes("constructor is not a type. Any type is accepted."), details.join("\n"));
    });

    it("refuses a document over 4 MB and names both sizes", () => {
        const document = documentOf({ type: "string", description: "x".repeat(4 * 1024 * 1024) });
        assert.throws(
            () => sanitize(document),
            (error) => error instanceof UnimportableError && /4194304/.test(error.message),
        );
    });

    it("says where a document is nested too deeply instead of running out of stack", () => {
        const text = `${'{"items":'.repeat(50_000)}{}${"}".repeat(50_000)}`;
        assert.throws(() => sanitize(documentOf(JSON.parse(text))), UnimportableError);
    });

    it("keeps the ids that it makes when other operations come and go", () => {
        const operation = { responses: { "200": { description: "Successful operation" } } };
        const idsOf = (paths: object) => {
            const { document } = sanitize({ openapi: "3.1.0", info: { title: "test", version: "1" }, paths });
            return Object.fromEntries(
                Object.entries(document.paths).map(([path, item]) => [path, item?.post?.operationId]),
            );
        };
        const long = `/${"served-models-".repeat(8)}`;
        const paths = { "/a-b": { post: operation }, "/a/b": { post: operation }, [`${long}1`]: { post: operation } };
        const more = { ...paths, "/a": { post: operation }, [`${long}0`]: { post: operation } };
        const before = idsOf(paths);
        assert.equal(new Set(Object.values(idsOf(more))).size, 5);
        for (const [path, id] of Object.entries(before)) assert.equal(idsOf(more)[path], id);
    });

    it("breaks a circle of references at the same place whatever the order of keys", () => {
        const to = (name: string) => ({
            type: "object",
            properties: { next: { $ref: `#/components/schemas/${name}` } },
        });
        const one = sanitize(documentOf({}, { A: to("B"), B: to("C"), C: to("A") }));
        const other = sanitize(documentOf({}, { C: to("A"), B: to("C"), A: to("B") }));
        assert.equal(canonicalJson(one.document), canonicalJson(other.document));
        assert.deepEqual(one.report, other.report);
    });

    it("keeps one object of what several operations refer to or share, and reports once what it loses", () => {
        // The alternatives of types come out of order, and the importer omits the flag.
        const lost = (more: object) => ({
            schema: { type: ["string", "integer"], maxLength: 9, deprecated: false },
            ...more,
        });
        const operation = { responses: { 200: { $ref: "#/components/responses/Ok" } } };
        const { document, report } = sanitize({
            openapi: "3.1.0",
            info: { title: "shared", version: "1" },
            paths: { "/a": { post: operation, put: operation, parameters: [lost({ name: "day", in: "query" })] } },
            components: { responses: { Ok: { description: "ok", content: { "text/plain": lost({}) } } } },
        });
        const { post, put } = document.paths["/a"]!;
        assert.equal(post!.responses["200"], put!.responses["200"]);
        assert.equal(post!.parameters![0], put!.parameters![0]);
        const flags = report.filter(({ construct }) => construct === "deprecated").map(({ pointer }) => pointer);
        assert.deepEqual(flags, [
            "#/paths/~1a/post/parameters/0/schema/deprecated",
            "#/paths/~1a/post/responses/200/content/text~1plain/schema/deprecated",
        ]);
    });
});
