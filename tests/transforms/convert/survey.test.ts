import * as assert from "node:assert/strict";
import { Change, sanitize } from "../../../transforms/convert/pipeline";
import { documentOf, schemaOf, withExample } from "../document";
import { importable, keepsValues } from "../importable";

const named = { type: "object", properties: { since: { type: "string" } } };

/** The published example of a body, and what the report says of values. */
function published(schema: unknown, example: unknown, components: object = {}) {
    const source = structuredClone({ ...documentOf(schema, components), openapi: "3.0.3" });
    const result = sanitize(withExample(source, example));
    const body = result.document.paths["/invocations"]!.post!.requestBody as Body;
    keepsValues(result.document);
    return { ...result, schema: schemaOf(result), example: body.content["application/json"]!.example };
}

type Body = { content: { [type: string]: { example?: unknown } } };

const lines = (report: readonly Change[]) => report.map(({ effect, construct, detail }) => [effect, construct, detail]);

describe("the survey of values", () => {
    it("leaves out a text that the importer would read as a date, and says which", () => {
        const { example, report } = published(named, { since: "4.5", free: "10-12", at: "07:49", note: "4.5 km" });
        assert.deepEqual(example, { since: "4.5", note: "4.5 km" });
        assert.deepEqual(lines(report), [
            ["removed", "example", 'The importer makes that time on the day of the import of "07:49".'],
            ["removed", "example", 'The importer makes 10-12 of the year of the import of "10-12".'],
        ]);
        assert.match(report[1]!.pointer, /\/content\/application~1json\/example\/free$/);
    });

    for (const [text, becomes] of [
        ["2023-10", "2023-10-01"],
        ["2024-01-01T00:00:00", "2024-01-01"],
        ["2024-01-01T13:45:00+0200", "2024-01-01T13:45:00.0000000+02:00"],
        ["2024-01-01 13:45:00.123456789Z", "2024-01-01T13:45:00.1234568+00:00"],
        ["1/2/2024", "a date"],
        ["May 5", "a date"],
        ["5pm", "a date"],
        ["Sunday", "a date"],
        ["2024年1月2日", "a date"],
    ] as const) {
        it(`says that ${text} would become ${becomes}`, () => {
            const { example, report } = published({}, { text });
            assert.equal(example, undefined);
            assert.equal(report[0]?.detail, `The importer makes ${becomes} of ${JSON.stringify(text)}.`);
        });
    }

    for (const text of ["2015-12-11", "20151211", "4", "v4.5", "5 apples", "-", "", "maybe 5"]) {
        it(`keeps ${JSON.stringify(text)}, which is no date or stays one`, () => {
            assert.deepEqual(published({}, { text }).example, { text });
        });
    }

    it("knows no member behind a reference, in a choice or in a list of anything", () => {
        const components = { Named: named };
        const example = { since: "4.5", kept: true };
        for (const schema of [
            { $ref: "#/components/schemas/Named" },
            { anyOf: [named, { type: "string" }] },
            { allOf: [named] },
        ]) {
            assert.deepEqual(published(schema, example, components).example, { kept: true });
        }
        assert.equal(published({}, ["4.5"]).example, undefined);
        assert.deepEqual(published({ items: {} }, ["4.5"]).example, ["4.5"]);
        assert.deepEqual(published({ type: "object", additionalProperties: {} }, { a: "4.5" }).example, { a: "4.5" });
    });

    it("leaves out a whole example that would lack what is required, by reference too", () => {
        const Strict = { ...named, required: ["since"] };
        const { example, report } = published(
            { $ref: "#/components/schemas/Strict" },
            { since: "4.5", a: 1 },
            { Strict },
        );
        assert.equal(example, undefined);
        assert.equal(report.at(-1)!.detail, "It is left out with the parts that the import changes.");
    });

    it("leaves out an array as a whole, because positions in it mean something", () => {
        const schema = { type: "object", properties: { rows: {}, other: { type: "integer" } } };
        assert.deepEqual(published(schema, { rows: [["a", "4.5"]], other: 1 }).example, { other: 1 });
    });

    it("gives a schema the format int64 where a value needs it, in examples, defaults and lists", () => {
        const integer = { type: "integer" };
        const wide = { type: "integer", format: "int64" };
        const properties = { id: integer, ids: { type: "array", items: { ...integer } }, small: { ...integer } };
        const { schema, example } = published(
            { type: "object", properties },
            { id: 3000000000, ids: [1, -3000000000], small: 2147483647 },
        );
        assert.deepEqual(schema, {
            type: "object",
            properties: { id: wide, ids: { type: "array", items: wide }, small: integer },
        });
        assert.deepEqual(example, { id: 3000000000, ids: [1, -3000000000], small: 2147483647 });
        assert.deepEqual(published({ ...integer, default: 3000000000 }, 1).schema, { ...wide, default: 3000000000 });
        assert.deepEqual(published({ ...integer, enum: [1, 3000000000] }, 1).schema, {
            ...wide,
            enum: [1, 3000000000],
        });
    });

    it("leaves out integers that no format holds, and those beyond the format that is given", () => {
        const int32 = { type: "integer", format: "int32" };
        assert.equal(published(int32, 3000000000).example, undefined);
        assert.equal(published({}, 1e19).example, undefined);
        assert.equal(published({ type: "number", format: "float" }, 16777217).example, undefined);
        assert.equal(published({ type: "number", format: "float" }, 0.1).example, 0.1);
    });

    it("leaves out a date-time that is not written as the importer writes it", () => {
        const schema = { type: "string", format: "date-time" };
        const full = "2024-01-01T13:45:00.0000000+00:00";
        assert.equal(published(schema, full).example, full);
        assert.equal(published(schema, "2024-01-01T13:45:00Z").example, undefined);
        assert.equal(published({ type: "string", format: "date" }, "2024-01-01T13:45:00Z").example, undefined);
    });

    it("accepts any value where a list would change, and says so", () => {
        const { schema, report } = published({ enum: [{ since: "4.5" }] }, 1);
        assert.deepEqual(schema, {});
        assert.deepEqual(lines(report), [
            [
                "loosened",
                "enum",
                "The importer makes 04-05 of the year of the import of a value in it. Any value is accepted.",
            ],
        ]);
    });

    it("accepts any number where the importer would cut a bound, and negates no such schema", () => {
        assert.deepEqual(published({ minimum: 1e-30, maximum: 1e30, multipleOf: 0.5 }, 1).schema, { multipleOf: 0.5 });
        assert.deepEqual(published({ not: { minimum: 1e30 } }, 1).schema, {});
    });

    it("leaves out what is empty and flags that say the default, and keeps a schema that accepts everything", () => {
        const schema = { type: "object", properties: {}, nullable: false, deprecated: false, default: {}, not: {} };
        assert.deepEqual(published(schema, {}).schema, { type: "object", not: {} });
        assert.equal(published(schema, {}).example, undefined);
    });

    it("looks at extensions wherever they stand", () => {
        const source = { ...documentOf({ "x-a": "4.5", "x-b": "b" }), "x-c": { d: ["4.5"], e: 1 } };
        const { document } = sanitize({ ...source, paths: { ...(source as { paths?: object }).paths, "x-f": "5pm" } });
        keepsValues(document);
        assert.deepEqual(JSON.stringify(document).match(/"x-[^}]*/g), ['"x-b":"b"', '"x-c":{"e":1']);
    });

    for (const [name, wrapped] of [
        ["objects", (a: object) => ({ type: "object", properties: { a } })],
        ["arrays", (items: object) => ({ type: "array", items })],
        ["choices", (one: object) => ({ anyOf: [one, { type: "string" }] })],
    ] as const) {
        it(`moves ${name} that are nested too deep to the components`, async () => {
            const deep = Array.from({ length: 100 }).reduce<object>(wrapped, { type: "string", enum: ["a"] });
            for (const source of [documentOf(deep), documentOf({ $ref: "#/components/schemas/A" }, { A: deep })]) {
                const { document, report } = sanitize(source);
                assert.deepEqual(await importable(document), []);
                assert.ok(report.some(({ detail }) => detail.includes("nested deeper than 64 levels")));
                assert.deepEqual(sanitize(document), { document, report: [] });
            }
        });
    }

    it("leaves alone what is nested as deep as the importer reads", () => {
        const nested = (objects: number): object =>
            objects === 0 ? { type: "string" } : { type: "object", properties: { a: nested(objects - 1) } };
        assert.deepEqual(published(nested(27), 1).schema, nested(27));
        assert.notDeepEqual(published(nested(28), 1).schema, nested(28));
    });

    it("leaves out an example that is nested too deep", () => {
        const deep = Array.from({ length: 80 }).reduce<unknown>((inner) => [inner], 1);
        assert.equal(published({}, deep).example, undefined);
    });
});

describe("a document of a dataframe model", () => {
    const row = { pickup: "2024-01-01T13:45:00", release: "1.10", bin: "3-4", trip_id: 3000000000, km: 2 };
    const columns = {
        pickup: { type: "string", format: "date-time" },
        release: { type: "string" },
        bin: { type: "string" },
        trip_id: { type: "integer" },
        km: { type: "number", format: "double" },
        tags: { type: "object", format: "unknown" },
    };
    const records = {
        type: "object",
        properties: {
            dataframe_records: {
                type: "array",
                items: { type: "object", required: ["pickup"], properties: columns },
            },
        },
        // Databricks writes the form's name here, and leaves it out below.
        examples: [{ dataframe_records: [{ ...row, tags: { since: "2023-10", shift: "07:49" } }] }],
    };
    const names = { type: "string", enum: Object.keys(row) };
    const cells = Object.values(columns).slice(0, 5);
    const split = {
        type: "object",
        properties: {
            dataframe_split: {
                type: "object",
                properties: {
                    columns: { type: "array", items: names },
                    data: { type: "array", items: { type: "array", prefixItems: cells } },
                },
            },
        },
        examples: [{ columns: Object.keys(row), data: [Object.values(row)] }],
    };
    const { document, report } = sanitize(documentOf({ oneOf: [split, records] }));

    it("holds no value that the importer changes, and says of each what it would have become", () => {
        keepsValues(document);
        const details = report.map(({ detail }) => detail).join("\n");
        for (const [text, becomes] of [
            ["2023-10", "2023-10-01"],
            ["07:49", "that time on the day of the import"],
        ]) {
            assert.ok(details.includes(`The importer makes ${becomes} of "${text}".`), details);
        }
    });

    it("keeps the rows, with their large integers and the texts that look like dates", () => {
        const text = JSON.stringify(document);
        for (const part of [
            '"pickup":"2024-01-01T13:45:00"',
            '"release":"1.10"',
            '"bin":"3-4"',
            '"trip_id":3000000000',
            '"km":2',
        ]) {
            assert.ok(text.includes(part), `${part} is not in ${text}`);
        }
        assert.match(text, /"trip_id":\{"format":"int64","type":"integer"\}/);
        assert.match(text, /"pickup":\{[^}]*"nullable":true,"type":"string"\}/);
    });

    it("keeps datetimes inside a column, which have no offset either, and their format goes", () => {
        const at = { type: "string", format: "date-time" };
        const [text, withOffset] = ["2024-01-01T13:45:00", "2024-01-01T13:45:00Z"];
        const inside: [schema: object, of: (text: string) => unknown][] = [
            [{ type: "array", items: at }, (text) => [text]],
            [{ type: "object", properties: { at } }, (at) => ({ at })],
            [{ type: "object", additionalProperties: at }, (at) => ({ at })],
        ];
        for (const [visits, of] of inside) {
            const rows = { type: "array", items: { type: "object", properties: { visits } } };
            const body = { type: "object", properties: { dataframe_records: rows } };
            const example = { dataframe_records: [{ visits: of(text) }] };
            const kept = published(body, example);
            assert.deepEqual(kept.example, example);
            assert.doesNotMatch(JSON.stringify(kept.schema), /date-time/);
            const other = published(body, { dataframe_records: [{ visits: of(withOffset) }] });
            assert.equal(other.example, undefined);
            assert.match(JSON.stringify(other.schema), /date-time/);
        }
    });

    it("stays as it is when it is converted again", () => {
        assert.deepEqual(sanitize(JSON.parse(JSON.stringify(document))), { document, report: [] });
    });
});
