import assert from "node:assert/strict";
import { importOpenApi } from "../../../emulator/arm/importer/importer";

const imports = Date.UTC(2026, 10, 27, 9);

/** What the import makes of the JSON text of an example beside a schema; without one, the place says nothing. */
function example(text: string, schema?: object): unknown {
    const media = { ...(schema && { schema }), example: "EXAMPLE" };
    return representation(media, text).examples?.default?.value;
}

interface Representation {
    typeName?: string;
    examples?: Record<string, { value?: unknown }>;
}

function representation(media: object, text: string): Representation {
    const api = imported({ requestBody: { content: { "application/json": media } } }, text);
    return (api.operations[0]!.request as { representations: Representation[] }).representations[0]!;
}

/** What the import stores of a schema, in which the text stands for "EXAMPLE". */
function stored(schema: object, text = ""): unknown {
    return Object.values(imported({ requestBody: { content: { "application/json": { schema } } } }, text).schemas!).at(
        -1,
    );
}

function imported(operation: object, text: string) {
    const document = {
        openapi: "3.0.3",
        info: { title: "fares", version: "1" },
        paths: { "/a": { post: { ...operation, responses: { "200": { description: "OK" } } } } },
        components: { schemas: { Named: { type: "object" } } },
    };
    const options = { translateRequiredQueryParameters: "template", now: () => imports } as const;
    const written = JSON.stringify(document).replaceAll('"EXAMPLE"', () => text);
    const result = importOpenApi(written, "openapi+json", options);
    if ("errors" in result) assert.fail(result.errors.join());
    return result.api;
}

const unknown = [
    ["4.5", "2026-04-05"],
    ["1.10", "2026-01-10"],
    ["1.2.3", "2003-01-02"],
    ["10-12", "2026-10-12"],
    ["3-4", "2026-03-04"],
    ["2023-10", "2023-10-01"],
    ["1/2/2024", "2024-01-02"],
    ["1,2", "2026-01-02"],
    ["May 5", "2026-05-05"],
    ["5 May 1999", "1999-05-05"],
    ["1/2/49", "2049-01-02"],
    ["1/2/50", "1950-01-02"],
    ["07:49", "2026-11-27T07:49:00.0000000+00:00"],
    ["5pm", "2026-11-27T17:00:00.0000000+00:00"],
    ["2024-01-01T13:45:00", "2024-01-01T13:45:00.0000000+00:00"],
    ["2024-01-01T13:45:00+02:00", "2024-01-01T13:45:00.0000000+02:00"],
    ["2024-01-01 13:45:00.5Z", "2024-01-01T13:45:00.5000000+00:00"],
    ["2024-01-01T00:00:00", "2024-01-01"],
    ["2024-12-31T23:59:59.99999999Z", "2025-01-01"],
    ["2015-12-11", "2015-12-11"],
] as const;

describe("importer, values that a schema types", () => {
    for (const [text, becomes] of unknown) {
        it(`reads ${text} as ${becomes} where no schema knows the text`, () => {
            assert.equal(example(JSON.stringify(text)), becomes);
            assert.deepEqual(example(JSON.stringify({ a: [text] }), { $ref: "#/components/schemas/Named" }), {
                a: [becomes],
            });
        });
    }

    for (const text of ["13.5", "0.5", "31.2", "2024-02-30", "25:00", "4", "1.2.3.4", "v4.5", "5 apples", ""]) {
        it(`keeps ${JSON.stringify(text)}, which is no date`, () => assert.equal(example(JSON.stringify(text)), text));
    }

    it("keeps a text where a schema stands for it, whatever that says", () => {
        for (const schema of [
            { type: "string" },
            {},
            { $ref: "#/components/schemas/Named" },
            { anyOf: [{ type: "string" }] },
        ]) {
            assert.equal(example('"4.5"', schema), "4.5");
            assert.deepEqual(example('{"a":"4.5"}', { properties: { a: schema } }), { a: "4.5" });
            assert.deepEqual(example('{"a":"4.5"}', { additionalProperties: schema }), { a: "4.5" });
            assert.deepEqual(example('["4.5"]', { items: schema }), ["4.5"]);
        }
    });

    it("knows nothing of the members of an object that is described by reference, by a choice or not at all", () => {
        for (const schema of [
            { $ref: "#/components/schemas/Named" },
            { anyOf: [{ properties: { a: { type: "string" } } }] },
            { allOf: [{ properties: { a: { type: "string" } } }] },
            { additionalProperties: true },
            { properties: { b: { type: "string" } } },
        ]) {
            assert.deepEqual(example('{"a":"4.5"}', schema), { a: "2026-04-05" });
        }
    });

    it("writes a date-time in full and a date without its time", () => {
        const full = { type: "string", format: "date-time" };
        assert.equal(example('"2024-01-01T13:45:00"', full), "2024-01-01T13:45:00.0000000+00:00");
        assert.equal(example('"2024-01-01T00:00:00Z"', full), "2024-01-01T00:00:00.0000000+00:00");
        assert.equal(example('"2024-01-01T13:45:00.123456789Z"', full), "2024-01-01T13:45:00.1234568+00:00");
        assert.equal(example('"yesterday"', full), "yesterday");
        assert.equal(example('"2024-01-01T13:45:00"', { type: "string", format: "date" }), "2024-01-01");
    });

    it("makes texts of integers that are too large for their format", () => {
        const integer = { type: "integer" };
        assert.equal(example("2147483647", integer), 2147483647);
        assert.equal(example("3000000000", integer), "3000000000");
        assert.equal(example("3000000000", { type: "integer", format: "int32" }), "3000000000");
        assert.equal(example("3000000000", { type: "integer", format: "int64" }), 3000000000);
        assert.equal(example("3000000000"), 3000000000);
        assert.equal(example("9223372036854775808"), "9223372036854775808");
        assert.equal(example("9223372036854775808", { type: "integer", format: "int64" }), "9223372036854775808");
        assert.equal(example("-9223372036854775809"), "-9223372036854775809");
        assert.equal(example("-9223372036854775808"), -(2n ** 63n));
        assert.deepEqual(stored({ type: "integer", enum: ["EXAMPLE"] }, "3000000000"), {
            type: "integer",
            enum: ["3000000000"],
        });
    });

    it("keeps every digit of an integer that a long holds, unless its schema makes a double of it", () => {
        const id = "9007199254740993";
        assert.equal(example(id), BigInt(id));
        assert.equal(example(`-${id}`, { type: "integer", format: "int64" }), -BigInt(id));
        assert.equal(example(id, { type: "number" }), 9007199254740992);
        const whole = { type: "integer", format: "int64" };
        assert.deepEqual(stored({ ...whole, default: "EXAMPLE", enum: ["EXAMPLE"], maximum: "EXAMPLE" }, id), {
            ...whole,
            default: BigInt(id),
            enum: [BigInt(id)],
            maximum: BigInt(id),
        });
    });

    it("makes a text of what does not have the type of its schema", () => {
        assert.equal(example("1", { type: "string" }), "1");
        assert.equal(example("true", { type: "string" }), "true");
        assert.equal(example("1.5", { type: "integer" }), "1.5");
        assert.equal(example("1.5", { type: "boolean" }), "1.5");
        assert.equal(example("null", { type: "string" }), null);
        assert.equal(example("null", { type: "string", format: "date" }), null);
    });

    it("rounds to a float, and calls Infinity what no number holds", () => {
        const float = { type: "number", format: "float" };
        assert.equal(example("16777217", float), 16777216);
        assert.equal(example("0.1", float), 0.1);
        assert.equal(example("1e400", { type: "number" }), "Infinity");
        assert.equal(example("2.50", { type: "number" }), 2.5);
    });

    it("cuts bounds to what a decimal holds", () => {
        assert.deepEqual(stored({ type: "number", minimum: 1e-30, maximum: 1e30 }), {
            type: "number",
            minimum: 0,
            maximum: 79228162514264337593543950335n,
        });
        assert.deepEqual(stored({ minimum: -0.1, maximum: 1e20 }), { minimum: -0.1, maximum: 10n ** 20n });
    });

    it("loses empty collections and flags that say the default, and keeps a schema that says nothing", () => {
        const schema = { example: {}, default: [], enum: [], required: [], properties: {}, nullable: false, items: {} };
        assert.deepEqual(stored(schema), { items: {} });
        assert.deepEqual(stored({ nullable: true, example: { a: {} } }), { nullable: true, example: { a: {} } });
    });

    it("types the values of schemas by themselves and extensions by nothing", () => {
        assert.deepEqual(stored({ type: "string", default: "4.5", "x-since": "4.5" }), {
            type: "string",
            default: "4.5",
            "x-since": "2026-04-05",
        });
    });

    it("types named examples by the schema of their media type", () => {
        const media = (schema: object) => ({ schema, examples: { one: { value: ["4.5"] } } });
        assert.deepEqual(representation(media({ items: {} }), "").examples, { one: { value: ["4.5"] } });
        assert.deepEqual(representation(media({}), "").examples, { one: { value: ["2026-04-05"] } });
    });
});
