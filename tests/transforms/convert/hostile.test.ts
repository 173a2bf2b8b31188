import * as assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import * as fc from "fast-check";
import { canonicalJson } from "../../../transforms/canonical";
import { sanitize } from "../../../transforms/convert/pipeline";
import { UnimportableError } from "../../../transforms/unimportableError";
import { documentOf } from "../document";
import { importable } from "../importable";
import { propertyRuns } from "../propertyRuns";

const runs = propertyRuns(150);

const sample = JSON.parse(readFileSync(join(__dirname, "../..", "golden", "20-kitchen-sink.json"), "utf8"));

type Place = { parent: { [key: string]: unknown }; key: string };

/** Every place of a JSON value where another value could stand. */
function places(value: unknown, found: Place[] = []): Place[] {
    if (typeof value !== "object" || value === null) return found;
    for (const key of Object.keys(value)) {
        found.push({ parent: value as Place["parent"], key });
        places((value as Place["parent"])[key], found);
    }
    return found;
}

const junk = fc.oneof(
    fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e40, "", "a", "null", [], {}, [null], [{}], { a: 1 }, [
        "a",
        "a",
    ]),
    fc.constantFrom(
        { $ref: "#" },
        { $ref: "#/paths" },
        { $ref: "#/components/schemas/Node" },
        { $ref: "x.json" },
        { $ref: 1 },
    ),
    fc.jsonValue({ maxDepth: 2 }),
);

interface Mutation {
    at: number;
    kind: "replace" | "delete" | "rename" | "copy";
    value: unknown;
    from: number;
}

const mutations = fc.array(
    fc.record<Mutation>({
        at: fc.nat(),
        kind: fc.constantFrom("replace", "replace", "delete", "rename", "copy"),
        value: junk,
        from: fc.nat(),
    }),
    { minLength: 1, maxLength: 6 },
);

function mutated(changes: Mutation[]): unknown {
    const document = structuredClone(sample);
    for (const { at, kind, value, from } of changes) {
        const all = places(document);
        const { parent, key } = all[at % all.length]!;
        if (kind === "replace") parent[key] = structuredClone(value);
        else if (kind === "delete") delete parent[key];
        else if (kind === "copy") {
            const source = all[from % all.length]!;
            parent[key] = structuredClone(source.parent[source.key]);
        } else if (!Array.isArray(parent)) {
            parent[["x-key", "prefixItems", "$ref", "__proto_", "0", "", "a/b~c"][from % 7]!] = parent[key];
            delete parent[key];
        }
        // A hole in an array is nothing that JSON has.
    }
    return JSON.parse(JSON.stringify(document));
}

describe(`any broken document (seed ${runs.seed})`, function () {
    this.timeout(60_000 + runs.numRuns * 100);

    it("ends in an importable document that stays as it is, or in an UnimportableError", async () => {
        await fc.assert(
            fc.asyncProperty(mutations, async (changes) => {
                const broken = mutated(changes);
                let document;
                try {
                    ({ document } = sanitize(broken));
                } catch (error) {
                    assert.ok(error instanceof UnimportableError, `${String(error)} ${(error as Error).stack}`);
                    return;
                }
                assert.deepEqual(await importable(document), []);
                const again = sanitize(document);
                assert.deepEqual(again.report, []);
                assert.equal(canonicalJson(again.document), canonicalJson(document));
            }),
            runs,
        );
    });
});

describe("hostile documents", function () {
    // Seconds, on a machine with other work.
    this.timeout(20_000);

    const components = (count: number, of: (next: object, index: number) => object, last: object) =>
        Object.fromEntries(
            Array.from({ length: count + 1 }, (_, index) => [
                `S${index}`,
                index === count ? last : of({ $ref: `#/components/schemas/S${index + 1}` }, index),
            ]),
        );
    const bytes = (document: unknown, inputs: "all" | "records" = "all") =>
        canonicalJson(sanitize(document, { inputs }).document).length;

    it("does not grow with references that double at every step", () => {
        const bomb = components(100, (next) => ({ oneOf: [next, next] }), { type: "object" });
        assert.ok(bytes(documentOf({ $ref: "#/components/schemas/S0" }, bomb)) < 20_000);
        const split = components(100, (next) => ({ oneOf: [next, next] }), { properties: { dataframe_split: {} } });
        assert.ok(bytes(documentOf({ $ref: "#/components/schemas/S0" }, split), "records") < 20_000);
    });

    it("follows a chain of references as long as the document", () => {
        const chain = components(20_000, (next) => ({ properties: { next } }), { type: "string" });
        const { report } = sanitize(documentOf({ $ref: "#/components/schemas/S0" }, chain));
        assert.deepEqual(
            report.map(({ construct }) => construct),
            ["openapi"],
        );
    });

    it("refuses a response that is large and used everywhere, without writing it everywhere", () => {
        const properties = Object.fromEntries(
            Array.from({ length: 20_000 }, (_, index) => [`p${index}`, { const: index }]),
        );
        const get = {
            responses: Object.fromEntries(
                Array.from({ length: 99 }, (_, index) => [
                    String(400 + index),
                    { $ref: "#/components/responses/Large" },
                ]),
            ),
        };
        const document = {
            openapi: "3.1.0",
            info: { title: "test", version: "1" },
            paths: Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`/p${index}`, { get }])),
            components: {
                responses: { Large: { description: "", content: { "application/json": { schema: { properties } } } } },
            },
        };
        assert.throws(() => sanitize(document), UnimportableError);
    });

    it("leaves out tens of thousands of members of one object", () => {
        const extensions = Array.from({ length: 60_000 }, (_, index) => [`x-${index}`, {}]);
        const document = documentOf({ type: "string" }) as any;
        const { report } = sanitize({
            ...document,
            paths: { "/a": Object.values(document.paths)[0] },
            ...Object.fromEntries(extensions),
        });
        assert.equal(report.filter(({ construct }) => construct.startsWith("x-")).length, extensions.length);
    });

    it("refuses headers and media types that refer to each other in a long row, instead of running out of stack", () => {
        const headers: any = { last: { schema: { type: "string" } } };
        for (let index = 0; index < 3000; index++) {
            const $ref = `#/components/headers/${index === 0 ? "last" : `h${index - 1}`}`;
            headers[`h${index}`] = { content: { "text/plain": { encoding: { a: { headers: { b: { $ref } } } } } } };
        }
        const document = documentOf({ type: "string" }) as any;
        const [item] = Object.values(document.paths) as any[];
        const responses = { 200: { description: "ok", headers: { a: { $ref: "#/components/headers/h2999" } } } };
        assert.throws(
            () =>
                sanitize({
                    ...document,
                    paths: { "/a": { post: { ...item.post, responses } } },
                    components: { headers },
                }),
            (error: unknown) =>
                error instanceof UnimportableError && /headers\/h2935: .*more than 64 parts/.test(error.message),
        );
    });

    it("takes tuples, lists and choices of tens of thousands", () => {
        const many = (of: (index: number) => unknown) => Array.from({ length: 50_000 }, (_, index) => of(index));
        bytes(documentOf({ type: "array", prefixItems: many((index) => ({ type: "string", minLength: index })) }));
        bytes(documentOf({ enum: many((index) => index) }));
        bytes(documentOf({ oneOf: many((index) => ({ type: "object", required: [`a${index}`] })) }));
        bytes(documentOf({ oneOf: many(() => ({ properties: { dataframe_split: {} } })) }), "records");
    });

    it("is done within 400 MB with a document of 4 MB, however it is made", async () => {
        const source = `
            const { sanitize } = require(${JSON.stringify(require.resolve("../../../transforms/convert/pipeline"))});
            const invocations = (schema) => ({
                openapi: "3.1.0",
                info: { title: "test", version: "1" },
                paths: { "/invocations": { post: { requestBody: { content: { "application/json": { schema } } }, responses: {} } } },
            });
            const many = (count, of) => Array.from({ length: count }, (_, index) => of(index));
            const properties = Object.fromEntries(many(80_000, (index) => ["p" + index, { type: ["string", "null"] }]));
            const nested = many(250, () => 0).reduce((items) => ({ prefixItems: [items, items] }), { const: 1 });
            for (const schema of [
                { properties },
                { prefixItems: many(100_000, (index) => ({ const: index })) },
                { patternProperties: properties, unevaluatedProperties: false },
                { enum: many(300_000, String) },
                nested,
            ]) {
                try {
                    sanitize(invocations(schema));
                } catch (error) {
                    if (error.name !== "UnimportableError") throw error;
                }
            }`;
        const worker = new Worker(source, {
            eval: true,
            execArgv: ["-r", "./startup/register.js"],
            resourceLimits: { maxOldGenerationSizeMb: 400 },
        });
        const [code] = await once(worker, "exit");
        assert.equal(code, 0);
    });

    it("keeps what is called __proto__ a name like any other", () => {
        const schema = JSON.parse(
            '{"type": "object", "__proto__": {"const": 1}, "properties": {"__proto__": {"const": 1}}}',
        );
        const { document } = sanitize(JSON.parse(JSON.stringify(documentOf(schema))));
        const text = canonicalJson(document);
        assert.ok(text.includes('"properties":{"__proto__":{"enum":[1]}}'), text);
        assert.equal(({} as { const?: unknown }).const, undefined);
    });

    it("refuses a version that is no text, however deep or however it calls itself", () => {
        let deep: unknown[] = [];
        for (let depth = 0; depth < 100_000; depth++) deep = [deep];
        for (const openapi of [deep, { toString: 1, valueOf: 1 }, ["3.1.0"], { a: 1 }, null]) {
            assert.throws(() => sanitize({ ...documentOf({}), openapi }), UnimportableError);
        }
    });

    it("ends on objects that hold themselves", () => {
        const circle: { [key: string]: unknown } = {};
        circle.items = circle;
        assert.throws(() => sanitize(documentOf(circle)), UnimportableError);
    });
});
