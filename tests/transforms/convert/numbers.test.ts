import * as assert from "node:assert/strict";
import { jsonText, parseJson } from "../../../json/jsonText";
import { sanitize } from "../../../transforms/convert/pipeline";
import { publication } from "../../../transforms/publication/publication";
import { documentOf, schemaOf, withExample } from "../document";

/** The schema and the example of a body as they are published, as text: reading them would round them. */
function published(schema: string, example = "null") {
    const text = JSON.stringify(documentOf("SCHEMA")).replace('"SCHEMA"', schema);
    const source = parseJson(text.replace(/"schema":/, `"example":${example},"schema":`));
    const result = sanitize(source);
    const again = sanitize(parseJson(jsonText(result.document)));
    assert.equal(jsonText(again.document), jsonText(result.document));
    const { content } = result.document.paths["/invocations"]!.post!.requestBody as { content: any };
    return {
        schema: jsonText(schemaOf(result)),
        example: jsonText(content["application/json"].example),
        details: result.report.map(({ construct, detail }) => `${construct}: ${detail}`),
    };
}

describe("numbers of a document", () => {
    for (const schema of [
        '{"format":"int64","maximum":9223372036854775807,"minimum":-9223372036854775808,"type":"integer"}',
        '{"enum":[1234567890123456789,1234567890123456788],"format":"int64","type":"integer"}',
        '{"example":1234567890123456789,"format":"int64","type":"integer"}',
        '{"exclusiveMaximum":true,"maximum":18446744073709551616,"type":"integer"}',
        '{"default":2.0,"type":"number"}',
        '{"example":[2.50,1e2],"items":{"type":"number"},"type":"array"}',
        '{"multipleOf":0.10,"type":"number"}',
    ]) {
        it(`keep every digit: ${schema}`, () => {
            assert.equal(
                published(schema.replace('"exclusiveMaximum":true,"maximum"', '"exclusiveMaximum"')).schema,
                schema,
            );
        });
    }

    it("keep every digit in an example, and get the format that it needs", () => {
        const integer = '{"properties":{"id":{"type":"integer"}},"type":"object"}';
        const { schema, example } = published(integer, '{"id":1234567890123456789,"more":9007199254740993}');
        assert.equal(example, '{"id":1234567890123456789,"more":9007199254740993}');
        assert.match(schema, /"id":\{"format":"int64","type":"integer"\}/);
    });

    it("are left out of an example where the importer would round them, or make texts of them", () => {
        const number = '{"properties":{"a":{"type":"number"},"b":{"format":"int64","type":"integer"}},"type":"object"}';
        const { example, details } = published(number, '{"a":9007199254740993,"b":9223372036854775808,"c":2.0}');
        assert.equal(example, '{"c":2.0}');
        assert.deepEqual(details.slice(-2), [
            "example: The importer makes 9007199254740992 of 9007199254740993.",
            'example: The importer makes the text "9223372036854775808" of 9223372036854775808.',
        ]);
    });

    it("lose a point where the importer reads nothing but digits", () => {
        const { schema } = published(
            '{"items":{"enum":[1.0,2],"example":1e1,"type":"integer"},"maxItems":3.0,"type":"array"}',
        );
        assert.equal(schema, '{"items":{"enum":[1,2],"example":10,"type":"integer"},"maxItems":3,"type":"array"}');
    });

    it("are told apart by their last digit in bounds, of which the stricter one holds", () => {
        const bounds = '"exclusiveMaximum":9223372036854775807,"maximum":9223372036854775806';
        assert.equal(published(`{${bounds}}`).schema, '{"maximum":9223372036854775806}');
    });

    it("are bounds as long as a decimal holds every digit", () => {
        const least = '{"minimum":79228162514264337593543950335}';
        assert.equal(published(least).schema, least);
        assert.equal(published('{"minimum":79228162514264337593543950336}').schema, "{}");
        assert.equal(published('{"minimum":0.12345678901234567890123456789}').schema, "{}");
    });

    it("are what a string spells as a default, to the last digit", () => {
        const { schema } = published('{"default":"9223372036854775807","format":"int64","type":"integer"}');
        assert.equal(schema, '{"default":9223372036854775807,"format":"int64","type":"integer"}');
    });

    it("are refused where no double comes near them", () => {
        assert.throws(() => published('{"maximum":1e400}'), /1e400 is a number that JSON cannot hold/);
    });

    it("are no objects where something else is expected, nor where their type is not known", () => {
        const { schema } = published('{"description":2.0,"properties":3.0,"type":"number","x-a":{"b":[4.0]}}');
        assert.equal(schema, '{"type":"number","x-a":{"b":[4.0]}}');
    });

    it("are said to lose their point in a column of nested doubles, which a model refuses", () => {
        const double = '{"format":"double","type":"number"}';
        const columns = `{"a":${double},"b":{"items":${double},"type":"array"}}`;
        const records = `{"items":{"properties":${columns},"type":"object"},"type":"array"}`;
        const { example, details } = published(
            `{"properties":{"dataframe_records":${records}},"type":"object"}`,
            '{"dataframe_records":[{"a":1.0,"b":[2.0,3.5]}]}',
        );
        assert.equal(example, '{"dataframe_records":[{"a":1.0,"b":[2.0,3.5]}]}');
        assert.deepEqual(
            details.filter((detail) => detail.includes("nested")),
            ["example: The importer writes 2.0 as 2, which a model refuses inside a column of nested doubles."],
        );
    });

    it("are not said to lose it where they stand in no cell: in the schema of a form, however deep", () => {
        const inner = '{"properties":{"top":{"default":2.0,"type":"number"}},"type":"object"}';
        const split = `{"additionalProperties":${inner},"type":"object"}`;
        const { details } = published(`{"properties":{"dataframe_split":${split}},"type":"object"}`);
        assert.deepEqual(
            details.filter((detail) => detail.includes("nested")),
            [],
        );
    });

    it("stand in the example of the published document as they are", () => {
        const schema = { type: "object", properties: { id: { type: "integer", format: "int64" } } };
        const example = parseJson('{"id":1234567890123456789}');
        const document = withExample(documentOf(schema), null);
        const { content } = (document as any).paths["/invocations"].post.requestBody;
        content["application/json"].example = example;
        const { document: made } = publication(document, { name: "churn" }, {});
        assert.match(jsonText(made), /"example":\{"id":1234567890123456789\}/);
    });
});
