import * as assert from "node:assert/strict";
import { sanitize } from "../../../transforms/convert/pipeline";
import { documentOf, schemaOf } from "../document";
import { validator30 } from "../validators";

const usage = { type: "object", properties: { a: { type: "integer" } } };

/** What becomes of a schema that says `nullable`, and whether that accepts a value. */
function published(schema: object) {
    const { document, report } = sanitize(documentOf({ ...schema, nullable: true }, { Usage: usage }));
    const made = schemaOf({ document, report });
    return { made, accepts: validator30(made, document.components!.schemas!), again: sanitize(document).report };
}

describe("nullable", () => {
    const text = { type: "string" };
    const list = { type: "array", items: text };
    const cases: Record<string, { schema: object; fits: unknown; not: unknown }> = {
        "oneOf by type": { schema: { oneOf: [text, list] }, fits: ["."], not: 1 },
        "oneOf with a reference": {
            schema: { oneOf: [text, { $ref: "#/components/schemas/Usage" }] },
            fits: {},
            not: 1,
        },
        anyOf: { schema: { anyOf: [text, list] }, fits: ".", not: 1 },
        "anyOf of lists of values": { schema: { anyOf: [{ type: "string", enum: ["a"] }] }, fits: "a", not: "b" },
        allOf: { schema: { allOf: [usage, { required: ["a"] }] }, fits: { a: 1 }, not: {} },
        "a reference": { schema: { $ref: "#/components/schemas/Usage" }, fits: { a: 1 }, not: { a: "x" } },
        "an enum": { schema: { enum: ["low", "high"] }, fits: "low", not: "none" },
        "an enum with a type": { schema: { type: "string", enum: ["low", "high"] }, fits: "low", not: "none" },
        "a choice with words": { schema: { description: "Where it ends.", oneOf: [text, list] }, fits: ".", not: {} },
    };
    it("takes no keyword that 3.0 does not know into an alternative", () => {
        const { made, again } = published({ $comment: "none", contentEncoding: "base64", minLength: 1 });
        assert.doesNotMatch(JSON.stringify(made), /comment|contentEncoding/);
        assert.deepEqual(again, []);
    });

    for (const [name, { schema, fits, not }] of Object.entries(cases)) {
        it(`takes effect beside ${name}, and changes nothing else`, () => {
            const { made, accepts, again } = published(schema);
            assert.ok(accepts(null) && accepts(fits), JSON.stringify(made));
            assert.ok(!accepts(not), JSON.stringify(made));
            assert.deepEqual(again, []);
        });

        it(`stands beside a type, where it stood beside ${name}`, () => {
            const lonely = JSON.stringify(published(schema).made, (_, value) =>
                value?.nullable === true && value.type === undefined ? "nullable alone" : value,
            );
            assert.ok(!lonely.includes("nullable alone"), lonely);
        });
    }

    it("says nothing where null fits anyway", () => {
        assert.deepEqual(published({ description: "Anything." }).made, { description: "Anything." });
    });

    for (const idle of [
        { properties: {} },
        { required: [] },
        { nullable: false },
        { uniqueItems: false },
        { "x-a": {} },
    ]) {
        it(`takes the place of a choice although ${JSON.stringify(idle)} stands in and beside it`, () => {
            const anyOf = [{ type: "string", ...idle }, { type: "null" }];
            const { document, report } = sanitize(documentOf({ anyOf, ...idle }));
            assert.deepEqual(schemaOf({ document, report }), { type: "string", nullable: true });
            assert.deepEqual(sanitize(document), { document, report: [] });
        });
    }

    it("is not said where a list of values forbids null", () => {
        const { document, report } = sanitize(documentOf({ type: ["string", "null"], enum: ["a"] }));
        assert.deepEqual(schemaOf({ document, report }), { type: "string", enum: ["a"] });
    });
});
