import * as assert from "node:assert/strict";
import { sanitize } from "../../../transforms/convert/pipeline";
import { documentOf, schemaOf } from "../document";
import { validator30 } from "../validators";

const text = { type: "string" };
const long = { type: "integer", format: "int64" };
const double = { type: "number", format: "double" };
const datetime = { type: "string", format: "date-time" };
const unknown = { type: "object", format: "unknown" };
const object = { type: "object", required: ["x"], properties: { x: double, n: long } };
const columns = {
    a: long,
    b: double,
    c: text,
    f: { type: "boolean" },
    t: datetime,
    bin: { type: "string", format: "binary" },
    any: unknown,
    obj: object,
    need: object,
    list: { type: "array", items: text },
};
const rows = {
    type: "array",
    items: { type: "object", required: ["need"], properties: columns },
};
const need = { x: 1.5 };
const params = { type: "object", properties: { p: long, since: datetime } };

/** What becomes of a body that offers one form of input. */
function published(form: string, schema: object) {
    const body = { type: "object", properties: { [form]: schema, params } };
    const result = sanitize(documentOf({ oneOf: [body] }));
    const made = schemaOf(result) as any;
    assert.deepEqual(sanitize(result.document), { document: result.document, report: [] });
    return { schema: made, report: result.report, accepts: validator30(made, {}) };
}

describe("the types of a form of input", () => {
    const { schema, accepts, report } = published("dataframe_records", rows);
    const row = (cells: object) => accepts({ dataframe_records: [{ need, ...cells }] });

    it("take null where the endpoint does, and not where it does not", () => {
        for (const column of ["b", "c", "f", "t", "any", "obj", "list"]) assert.ok(row({ [column]: null }), column);
        for (const column of ["a", "bin", "need"]) assert.ok(!row({ [column]: null }), column);
        assert.ok(row({ obj: { x: 1.5, n: null }, list: [null] }) && !row({ obj: { x: null } }));
        assert.ok(accepts({ dataframe_records: [{ need }], params: { p: null } }));
        assert.ok(accepts({ dataframe_records: [{ need }], params: null }));
    });

    it("take datetimes without an offset, and show one", () => {
        const { anyOf, ...form } = schema;
        const { t } = (anyOf?.[0] ?? form).properties.dataframe_records.items.properties;
        assert.equal(t.format, undefined);
        assert.deepEqual([t.example, t.description], ["2026-01-01T00:00:00", "A date and time without an offset."]);
        assert.doesNotMatch(JSON.stringify(schema), /date-time/);
    });

    it("take bytes as base64, and anything in a column without a type", () => {
        assert.match(JSON.stringify(schema), /"bin":\{"format":"byte","type":"string"\}/);
        for (const value of ["x", 1, [1], { k: 1 }]) assert.ok(row({ any: value }));
    });

    it("refuse what the endpoint refuses: no row, and members that a nested object does not have", () => {
        assert.ok(!accepts({ dataframe_records: [] }) && !row({ obj: { x: 1.5, zz: 1 } }));
        assert.ok(row({ zz: 1 }));
    });

    it("have no default that is infinite or no number", () => {
        for (const infinite of ["inf", "-inf", "Infinity", "nan", "1e400", "-1e400"]) {
            const { schema } = published("dataframe_records", {
                type: "array",
                items: { type: "object", properties: { b: { ...double, default: infinite } } },
            });
            assert.doesNotMatch(JSON.stringify(schema), /default/, infinite);
        }
    });

    it("are told of in a line each, however many columns there are", () => {
        const lines = report.filter(({ detail }) => detail.startsWith("The endpoint "));
        assert.deepEqual(
            lines.map(({ construct, effect }) => `${construct} ${effect}`),
            [
                "required narrowed",
                "nullable loosened",
                "format loosened",
                "format rewritten",
                "required narrowed",
                "additionalProperties narrowed",
            ],
        );
    });

    it("stay as they are in a form that is a tensor, or that nothing describes", () => {
        const tensor = { type: "array", items: { type: "array", items: double } };
        for (const form of [tensor, {}]) {
            const { schema } = published("inputs", form);
            assert.deepEqual((schema.anyOf?.[0] ?? schema).properties.inputs, form);
        }
    });
});

describe("a table in parts", () => {
    const names = { type: "array", items: { type: "string", enum: ["a", "b", "t"] } };
    const data = { type: "array", items: { type: "array", prefixItems: [long, double, datetime] } };
    const index = { type: "array", items: { type: "integer" } };
    const split = (description: string) =>
        published("dataframe_split", {
            type: "object",
            properties: { columns: { ...names, description }, data, index },
        });

    it("takes null and datetimes without an offset in its cells, and any label of a row", () => {
        const { accepts, schema } = split("required fields: a");
        const table = (cells: unknown[], more = {}) =>
            accepts({ dataframe_split: { columns: ["a", "b", "t"], data: [cells], ...more } });
        assert.ok(table([1, null, "2026-01-01T00:00:00"]));
        assert.ok(table([1, 1.5, null], { index: ["x"] }) && table([1, 1.5, null], { index: null }));
        assert.ok(!table([true]));
        assert.doesNotMatch(JSON.stringify(schema), /date-time/);
    });

    it("needs its columns where the model requires one, its data in any case, and nothing else", () => {
        const required = split("required fields: a");
        const optional = split("required fields: ");
        const table = { columns: ["a"], data: [[1]] };
        for (const { accepts } of [required, optional]) {
            assert.ok(accepts({ dataframe_split: table }) && !accepts({ dataframe_split: { columns: ["a"] } }));
            assert.ok(!accepts({ dataframe_split: { ...table, x: 1 } }));
        }
        assert.ok(!required.accepts({ dataframe_split: { data: [[1]] } }));
        assert.ok(optional.accepts({ dataframe_split: { data: [[1]] } }));
    });

    it("has rows of anything where a column has no type", () => {
        const rows = { type: "array", items: { type: "array", prefixItems: [long, unknown] } };
        const { accepts } = published("dataframe_split", {
            type: "object",
            properties: { columns: names, data: rows },
        });
        assert.ok(accepts({ dataframe_split: { columns: ["a", "b"], data: [[1, { k: true }]] } }));
    });

    it("keeps its cells when it is converted again, those too that became the same when a value was left out", () => {
        const cells = [long, { ...text, deprecated: false }, text, { type: "array", items: {}, example: [] }];
        const rows = { type: "array", items: { anyOf: cells } };
        const { schema } = published("dataframe_split", {
            type: "object",
            properties: { columns: names, data: { type: "array", items: rows } },
        });
        const served = schema.properties.dataframe_split.properties.data.items.items.anyOf;
        assert.deepEqual(served[1], served[2]);
    });
});
