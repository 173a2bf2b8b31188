import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { canonicalJson, jsonBytes, Measures } from "../../../transforms/canonical";
import type { ConvertedSchemas } from "../../../transforms/convert/conversion";
import { formsAtRoot } from "../../../transforms/convert/forms";
import { sanitize } from "../../../transforms/convert/pipeline";
import { limits } from "../../../transforms/limits";
import { instance, schemas } from "../arbitraries";
import { documentOf, schemaOf } from "../document";
import { keepsValues } from "../importable";
import { propertyRuns } from "../propertyRuns";
import { validator30, validator31 } from "../validators";

const form = (name: string, schema: object, more: object = {}) => ({
    type: "object",
    properties: { [name]: schema, ...more },
});
const rows = { type: "array", items: { type: "object", properties: { age: { type: "integer" } } } };
const columns = {
    type: "array",
    items: { type: "string", enum: ["age", "income"] },
    description: "required fields: age",
};
const split = { type: "object", properties: { columns, data: { type: "array", items: { type: "array" } } } };
const params = { params: { type: "object", properties: { top: { type: "integer" } } } };

/** What becomes of a body, and whether that accepts a value. */
function published(schema: unknown, components: object = {}) {
    const result = sanitize(documentOf(schema, components));
    const made = schemaOf(result) as any;
    return {
        schema: made,
        report: result.report,
        accepts: validator30(made, result.document.components?.schemas ?? {}),
    };
}

describe("forms of input", () => {
    it("have no properties at the root of a document that these would make too large", () => {
        const wide = { ...rows, description: "a".repeat(2.5e6) };
        const choice = { oneOf: [form("dataframe_split", split), form("dataframe_records", wide)] };
        const { schema, report } = published(choice);
        assert.deepEqual([Object.keys(schema), schema.anyOf[0].required], [["anyOf", "type"], ["dataframe_split"]]);
        const lines = report.map((line) => JSON.stringify(line));
        assert.deepEqual(lines, [...new Set(lines)]);
    });

    it("are measured with the properties at their root", () => {
        const choice = [form("dataframe_split", split, params), form("dataframe_records", rows, params)];
        const { schema } = published({ oneOf: choice });
        const { properties, ...plain } = schema;
        const own = { params: properties.params };
        for (const given of [plain, { ...plain, properties: own }, { $ref: "#/components/schemas/A" }]) {
            const sizes = new Measures();
            // From so many bytes on it counts each character.
            sizes.of("a".repeat(20_001));
            const resolve = () => plain;
            const body = sizes.kept({ content: { "application/json": { schema: given } } });
            const rooted = formsAtRoot(body, { resolve } as unknown as ConvertedSchemas, sizes);
            assert.deepEqual(rooted.content["application/json"]!.schema, schema);
            // What is known, and what is counted.
            assert.deepEqual(sizes.of(rooted), { value: rooted, least: jsonBytes(rooted), most: jsonBytes(rooted) });
        }
    });

    it("stay as they are in a document that requiring one would make too large", () => {
        const body = (description: string) => documentOf({ ...form("dataframe_records", rows), description });
        const bytes = canonicalJson(sanitize(body("")).document).length;
        const full = sanitize(body("a".repeat(limits.documentBytes - bytes + 1)));
        assert.equal((schemaOf(full) as any).required, undefined);
        assert.ok(!full.report.some(({ effect }) => effect === "narrowed"));
    });

    it("have all properties at the root, and each form beside it with what it requires", () => {
        const { schema } = published({
            oneOf: [form("dataframe_split", split, params), form("dataframe_records", rows, params)],
        });
        assert.deepEqual(
            [schema.type, Object.keys(schema.properties)],
            ["object", ["dataframe_records", "dataframe_split", "params"]],
        );
        assert.deepEqual(
            schema.anyOf.map(({ required }: any) => required),
            [["dataframe_split"], ["dataframe_records"]],
        );
        for (const { type, properties } of schema.anyOf) {
            assert.equal(type, "object");
            for (const [name, property] of Object.entries(properties))
                assert.deepEqual(schema.properties[name], property);
        }
    });

    it("accept each form by itself, and no body without one", () => {
        const { accepts } = published({ oneOf: [form("dataframe_split", split), form("dataframe_records", rows)] });
        assert.ok(
            accepts({ dataframe_records: [{ age: 3 }] }) &&
                accepts({ dataframe_split: { columns: ["age"], data: [] }, params: {} }),
        );
        assert.ok(!accepts({}) && !accepts({ rows: [] }) && !accepts({ dataframe_records: [{ age: "old" }] }));
    });

    it("come of properties side by side, too", () => {
        const { schema, accepts } = published(
            form("inputs", { type: "array" }, { instances: { type: "array" }, ...params }),
        );
        assert.deepEqual(
            schema.anyOf.map(({ required }: any) => required),
            [["inputs"], ["instances"]],
        );
        assert.ok(accepts({ instances: [1] }) && !accepts({ params: {} }));
    });

    it("take what conversations take beside them", () => {
        const messages = { type: "array", items: { type: "object" } };
        const { accepts } = published({ oneOf: [form("dataframe_records", rows), form("messages", messages)] });
        assert.ok(accepts({ messages: [] }) && !accepts({}));
    });

    it("of several models accept what any of them accepts", () => {
        const other = { type: "array", items: { type: "object", properties: { age: { type: "string" } } } };
        const { accepts } = published({ anyOf: [form("dataframe_records", rows), form("dataframe_records", other)] });
        assert.ok(accepts({ dataframe_records: [{ age: 3 }] }) && accepts({ dataframe_records: [{ age: "3" }] }));
        assert.ok(!accepts({ dataframe_records: [{ age: true }] }));
    });

    it("name their columns in words, because the endpoint ignores others", () => {
        const { schema, accepts } = published(form("dataframe_split", split));
        const said = schema.properties.dataframe_split.properties.columns;
        assert.deepEqual(said, {
            type: "array",
            items: { type: "string" },
            description: "required fields: age; columns: age, income",
        });
        assert.ok(accepts({ dataframe_split: { columns: ["age", "unknown"], data: [[1, 2]] } }));
    });

    it("show their example as a body, where it fits", () => {
        const table = { columns: ["age"], data: [[1]] };
        const shown = (example: unknown) => published({ ...form("dataframe_split", split), example }).schema.example;
        assert.deepEqual(shown(table), { dataframe_split: table });
        assert.deepEqual(shown({ dataframe_split: table }), { dataframe_split: table });
        assert.equal(shown({ columns: "age" }), undefined);
        assert.equal(shown({ dataframe_records: [] }), undefined);
    });

    it("leave a body alone that may be another's", () => {
        const alone = form("inputs", { type: "string" }, { model: { type: "string" } });
        assert.deepEqual(published(alone).schema, alone);
    });

    it("leave the schema alone that other places refer to", () => {
        const result = sanitize(
            documentOf({ $ref: "#/components/schemas/Body" }, { Body: form("dataframe_records", rows) }),
        );
        assert.deepEqual((schemaOf(result) as any).required, ["dataframe_records"]);
        assert.equal((result.document.components!.schemas!.Body as any).required, undefined);
    });
});

describe("bodies that are a choice of objects", () => {
    it("are an object at the root, whose properties take what any alternative takes", () => {
        const one = { type: "object", properties: { a: { type: "string" }, b: { type: "string" } }, required: ["a"] };
        const other = { type: "object", properties: { a: { type: "integer" } }, required: ["a"] };
        const { schema, accepts } = published({ oneOf: [one, other] });
        assert.deepEqual([schema.type, schema.properties.b, schema.oneOf.length], ["object", {}, 2]);
        assert.ok(accepts({ a: 1, b: 2 }) && accepts({ a: "x", b: "y" }) && !accepts({ a: true }));
    });

    it("stay as they are beside and above a list of bodies, which the importer types by what stands beside it", () => {
        const listed = form("inputs", { type: "string" }, { instances: {} });
        const lists: object[] = [
            { anyOf: [{ type: "object" }], enum: [-1] },
            { type: "object", anyOf: [form("a", { type: "string" })], enum: [{ a: 1 }] },
            { anyOf: [{ ...listed, enum: [{ inputs: "4.5" }] }, { type: "object" }] },
            { ...listed, enum: [{ inputs: "4.5" }] },
        ];
        for (const body of lists) {
            const { document } = sanitize(documentOf(body));
            keepsValues(document);
            assert.deepEqual(schemaOf({ document, report: [] }), body);
            assert.deepEqual(sanitize(document), { document, report: [] });
        }
    });

    it("do not grow past what can be imported", () => {
        const wide = (kind: string) => {
            const names = Array.from({ length: 2000 }, (_, index) => `${kind.repeat(800)}${index}`);
            const properties = { dataframe_records: { items: { enum: names } } };
            return { type: "object", required: ["dataframe_records"], properties };
        };
        const { schema } = published({ anyOf: [wide("a"), wide("b")] });
        assert.deepEqual([schema.type, schema.properties], ["object", undefined]);
    });
});

const runs = propertyRuns(50);

describe(`any forms of input (seed ${runs.seed})`, function () {
    this.timeout(60_000 + runs.numRuns * 50);

    const names = fc.constantFrom("dataframe_split", "dataframe_records", "inputs", "instances", "messages");
    const keyword = fc.constantFrom("oneOf", "anyOf");

    it("keep every instance of a form, and stay as they are", () => {
        fc.assert(
            fc.property(
                fc.array(fc.record({ name: names, schemas }), { minLength: 1, maxLength: 3 }),
                keyword,
                fc.array(fc.tuple(instance, instance), { minLength: 10, maxLength: 10 }),
                (forms, keyword, instances) => {
                    const branches = forms.map(({ name, schemas }) =>
                        form(name, schemas.root as object, { params: schemas.A }),
                    );
                    const { root: _, ...components } = forms[0]!.schemas;
                    const body = forms.length === 1 ? branches[0] : { [keyword]: branches };
                    const { document } = sanitize(documentOf(body, components));
                    const accepts = validator30(schemaOf({ document, report: [] }), document.components?.schemas ?? {});
                    for (const [index, { name }] of forms.entries()) {
                        const before = validator31(branches[index], components);
                        for (const [value, params] of instances) {
                            const sent = { [name]: value, params };
                            if (before(sent))
                                assert.ok(accepts(sent) !== false, `no longer accepted: ${JSON.stringify(sent)}`);
                        }
                    }
                    keepsValues(document);
                    const again = sanitize(document);
                    assert.equal(canonicalJson(again.document), canonicalJson(document));
                    assert.deepEqual(again.report, []);
                },
            ),
            runs,
        );
    });
});
