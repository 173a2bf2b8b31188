import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { fitsPathPattern } from "../../../transforms/convert/pathPatterns";
import { sanitize } from "../../../transforms/convert/pipeline";
import { instance, schemas } from "../arbitraries";
import { importable } from "../importable";
import { propertyRuns } from "../propertyRuns";
import { validator30 } from "../validators";

const responses = { "200": { description: "Successful operation" } };
const takes = (name: string) => ({
    requestBody: { content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } } },
    responses,
});
const documentOf = (paths: object, more: object = {}) => ({
    openapi: "3.1.0",
    info: { title: "app", version: "1" },
    paths,
    ...more,
});
const shop = documentOf(
    {
        "/items": { get: { responses }, post: takes("Item") },
        "/items/{id}": {
            parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
            get: { responses },
            delete: { responses },
        },
        "/users": { get: { responses, tags: ["users"] }, post: takes("User") },
        "/": { get: { responses } },
    },
    {
        tags: [{ name: "users" }],
        components: {
            schemas: {
                Item: { type: "object", properties: { price: { $ref: "#/components/schemas/Price" } } },
                Price: { type: "number" },
                User: { type: "object", properties: { wallet: { $ref: "#/components/schemas/Wallet" } } },
                Wallet: { type: "object", properties: { all: { $ref: "#/components/schemas/Price" } } },
            },
        },
    },
);
const picked = (paths: object, document: unknown = shop) => sanitize(document, { paths });
const operationsOf = (paths: object) =>
    Object.entries(picked(paths).document.paths).flatMap(([path, item]) =>
        ["get", "post", "delete"].filter((method) => method in item!).map((method) => `${method} ${path}`),
    );
const componentsOf = (paths: object, document?: unknown) =>
    Object.keys(picked(paths, document).document.components?.schemas ?? {});

describe("paths", () => {
    it("publishes what one pattern includes and none excludes", () => {
        assert.deepEqual(operationsOf({ include: ["/items/**"] }), [
            "get /items",
            "post /items",
            "get /items/{id}",
            "delete /items/{id}",
        ]);
        assert.deepEqual(operationsOf({ include: ["/items/*"] }), ["get /items/{id}", "delete /items/{id}"]);
        assert.deepEqual(operationsOf({ include: ["/items/**"], exclude: ["delete /**", "POST /items"] }), [
            "get /items",
            "get /items/{id}",
        ]);
        assert.equal(operationsOf({ exclude: ["/u*"] }).length, 5);
    });

    it("leaves out the components and tags that only other operations use", () => {
        assert.deepEqual(componentsOf({ include: ["/items"] }), ["Item", "Price"]);
        assert.deepEqual(componentsOf({ include: ["/"] }), []);
        assert.equal(picked({ include: ["/items"] }).document.tags, undefined);
        assert.deepEqual(componentsOf({ include: ["/**"] }), ["Item", "Price", "User", "Wallet"]);
    });

    it("keeps the schemas that a discriminator names, and those that extend the schema that has it", () => {
        const of = (name: string) => ({ $ref: `#/components/schemas/${name}` });
        const schemas = {
            Pet: { type: "object", properties: { kind: { type: "string" } }, discriminator: { propertyName: "kind" } },
            Cat: { allOf: [of("Pet"), { type: "object", properties: { lives: of("Count") } }] },
            Count: { type: "integer" },
            Plant: {
                discriminator: { propertyName: "kind", mapping: { tree: "#/components/schemas/Tree", herb: "Herb" } },
            },
            Tree: { type: "object" },
            Herb: { type: "object" },
            Stone: { type: "object" },
        };
        const document = documentOf(
            { "/pets": { post: takes("Pet") }, "/plants": { post: takes("Plant") }, "/": { get: { responses } } },
            { components: { schemas } },
        );
        assert.deepEqual(componentsOf({ include: ["/pets"] }, document), ["Cat", "Count", "Pet"]);
        assert.deepEqual(componentsOf({ include: ["/plants"] }, document), ["Herb", "Plant", "Tree"]);
    });

    it("says in one line how much is left out, and nothing of what went with it", () => {
        const lines = picked({ include: ["/items"] }).report.filter(({ construct }) => construct === "paths");
        assert.deepEqual(lines, [
            {
                pointer: "#/paths",
                construct: "paths",
                effect: "removed",
                detail: "5 of 7 operations are left out, and what only they use (paths).",
            },
        ]);
        assert.deepEqual(
            picked({ include: ["/**"] }).report.filter(({ construct }) => construct === "paths"),
            [],
        );
    });

    it("picks operations of path items that stand elsewhere in the document", () => {
        const document = documentOf(
            { "/items": { $ref: "#/components/pathItems/Items" } },
            { components: { pathItems: { Items: { get: { responses }, post: { responses } } } } },
        );
        const { paths } = picked({ include: ["GET /items"] }, document).document;
        assert.deepEqual(Object.keys(paths["/items"]!), ["get"]);
    });

    it("refuses a pattern that matches nothing, with the nearest paths", () => {
        assert.throws(() => picked({ include: ["/itmes", "/users"] }), {
            pointer: "#/paths",
            reason: 'The pattern "/itmes" of paths fits no operation of the document.',
            fix: 'Correct or remove the pattern. The nearest of the document\'s paths: "/items", "/users", "/".',
        });
        assert.throws(() => picked({ exclude: ["PUT /items/**"] }), /"PUT \/items\/\*\*" of paths fits no operation/);
        assert.throws(() => picked({ exclude: ["/**"] }), /paths leaves out all of the document's 7 operations/);
    });

    it("makes a document of 372 operations small enough to import", () => {
        const many = Object.fromEntries(
            Array.from({ length: 372 }, (_, index) => [
                `/area${index % 12}/thing${index}`,
                { post: { responses: { "200": { description: "x".repeat(15_000) } } } },
            ]),
        );
        assert.throws(() => picked({}, documentOf(many)), /an import takes at most .*\n.*\(paths\)/);
        assert.equal(Object.keys(picked({ include: ["/area3/**"] }, documentOf(many)).document.paths).length, 31);
    });

    it("matches as an exhaustive search does", () => {
        const segment = fc.constantFrom("a", "b", "ab", "", "{a}");
        const pattern = fc.constantFrom("a", "b", "*", "**", "a*", "*b", "*a*b*", "{*}");
        const join = (parts: string[]) => `/${parts.join("/")}`;
        fc.assert(
            fc.property(fc.array(pattern, { maxLength: 5 }), fc.array(segment, { maxLength: 5 }), (wanted, given) => {
                assert.equal(fitsPathPattern(join(wanted), "get", join(given)), searched(join(wanted), join(given)));
            }),
            propertyRuns(5000),
        );
    });

    it("leaves an importable document, and what stays of any document takes what it took", async () => {
        await fc.assert(
            fc.asyncProperty(
                schemas,
                fc.array(instance, { minLength: 10, maxLength: 10 }),
                async ({ root, ...components }, instances) => {
                    const more = { components: { schemas: { root, ...components } } };
                    const document = documentOf({ "/a": { post: takes("A") }, "/b": { post: takes("root") } }, more);
                    const [all, one] = [sanitize(document), picked({ include: ["/a"] }, document)].map(
                        ({ document: { paths, components } }) => ({ paths, schemas: components?.schemas ?? {} }),
                    );
                    assert.deepEqual(await importable(picked({ include: ["/a"] }, document).document), []);
                    const before = validator30(bodyOf(all!.paths), all!.schemas);
                    const after = validator30(bodyOf(one!.paths), one!.schemas);
                    for (const value of instances) assert.equal(after(value), before(value), JSON.stringify(value));
                },
            ),
            propertyRuns(25),
        );
    }).timeout(60_000);
});

function bodyOf(paths: any): unknown {
    return paths["/a"].post.requestBody.content["application/json"].schema;
}

/** Every way of sharing a text among the stars of a pattern. */
function searched(pattern: string, path: string): boolean {
    const rest = (stars: RegExp) => pattern.replace(stars, "");
    if (pattern === "") return path === "";
    // A segment of two stars, with the slash before it.
    if (/^\/\*\*(?=\/|$)/.test(pattern)) {
        const after = rest(/^\/\*\*/);
        if (searched(after, path)) return true;
        return path.startsWith("/") && searched(pattern, path.replace(/^\/[^/]*/, ""));
    }
    if (pattern[0] === "*") {
        if (searched(pattern.slice(1), path)) return true;
        return path !== "" && path[0] !== "/" && searched(pattern, path.slice(1));
    }
    return path[0] === pattern[0] && searched(pattern.slice(1), path.slice(1));
}
